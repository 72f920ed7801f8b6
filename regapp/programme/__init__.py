"""What happens when at a conference: its items, by day, round and room."""
