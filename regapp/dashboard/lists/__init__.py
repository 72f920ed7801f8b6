"""A sheet of participants: uploaded, matched, looked at, signed up."""
