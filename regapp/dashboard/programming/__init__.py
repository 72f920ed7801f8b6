"""The desk of a programme: rooms, tracks, those who take part, presentations, what is told and said after."""
