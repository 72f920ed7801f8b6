"""Utskick: writing to participants, and who got it."""
