"""Ändra läget: a conference is cancelled, put off, moved or turned digital, after a look at what it does."""
