"""Logg: what organizers did, to what, when. Names of fields, never what stood in them."""
