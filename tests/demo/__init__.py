"""Tests of demonstration mode."""
