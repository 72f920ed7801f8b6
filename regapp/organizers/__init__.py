"""Authorities and others that hold conferences, and who works for them."""
