"""Kopiera: the next edition of a conference or a series, as a draft without anybody in it."""
