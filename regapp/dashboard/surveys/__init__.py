"""Utvärdering: a conference's survey and its results; Förslag: what people wish of the next edition."""
