"""The newsletter's stories from end to end."""
