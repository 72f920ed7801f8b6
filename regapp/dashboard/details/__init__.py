"""Uppgifter: what an organizer says of itself to participants and to those who invoice."""
