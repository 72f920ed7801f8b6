"""Tests of `regapp.checkin`."""
