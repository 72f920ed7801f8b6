"""The words that a conference has written for its own letters instead of the standard ones."""
