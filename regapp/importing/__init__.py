"""Calendars made elsewhere become conferences or programme items, after a look at what would change."""
