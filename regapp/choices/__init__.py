"""What a participant chooses at a conference: seminars in rounds, days, meals."""
