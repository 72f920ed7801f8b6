"""Tests of the registrations slice."""
