"""Skriv ut: everything on paper for one conference."""
