"""Who came: the phone page at the door, the helpers' links, the list that works without a network."""
