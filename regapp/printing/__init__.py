"""What is printed for a conference: badges, the list to sign, the sign at the door, certificates."""
