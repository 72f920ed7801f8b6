"""Who did what, when, and to which fields: append-only, names of fields and never values."""
