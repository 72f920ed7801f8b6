"""History that cannot be changed."""
