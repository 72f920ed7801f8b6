"""Köket: portions of every meal, what the kitchen reads, who else eats, and the kitchen's own link."""
