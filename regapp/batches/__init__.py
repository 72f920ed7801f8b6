"""What is done to many participants at once: looked at first, done after ten minutes, undone until then."""
