"""The worker: delivering and chores."""
