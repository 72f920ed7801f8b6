"""Roles and their doors."""
