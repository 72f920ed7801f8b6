"""Where organizers make helpers' links to the door."""
