"""Tests of `regapp.choices`."""
