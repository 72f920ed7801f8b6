"""The programme: its items, their page, their calendar."""
