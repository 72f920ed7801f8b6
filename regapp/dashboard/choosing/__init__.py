"""What participants choose at one conference: set up, and how it stands."""
