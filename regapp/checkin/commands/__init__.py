"""What is done at the door. Locks: participants, then the door's row, last of all."""
