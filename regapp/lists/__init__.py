"""Participants who come in a sheet: read, matched to fields, checked row by row, signed up all or none."""
