"""Calendar entries and the bytes that calendars read (RFC 5545, 5546, 7986). Knows no conference."""
