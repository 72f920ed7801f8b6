"""Migrations, one small step a file, each tried up, down and up again on both databases."""
