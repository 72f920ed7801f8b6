"""The organizers' pages: what is to be done, figures, participants, exports, editing."""
