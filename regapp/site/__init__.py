"""Public pages: every conference, one conference, one package; what the site says of itself."""
