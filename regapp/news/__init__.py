"""News of conferences as Atom feeds: what was published, opened, dated, moved or called off."""
