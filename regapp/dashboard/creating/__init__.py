"""Ny konferens: five steps, each saved as a draft; the last shows what is missing and publishes."""
