"""Demonstration mode: invented people, a clock that can be moved, letters to read on the screen."""
