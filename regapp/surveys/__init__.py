"""Evaluations that nobody can join to a person, and each series' box for suggestions."""
