"""Changing conferences: seats, feeds, texts and dates."""
