"""regapp: event registration and conference management for Swedish public-sector conferences."""

__version__ = "0.1.0"
