"""Mailings: what an organizer writes to those participants a filter finds, and who got it."""
