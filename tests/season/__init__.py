"""Tests of the season slice."""
