"""The desk of a programme."""
