"""Brev: what a conference's letters say."""
