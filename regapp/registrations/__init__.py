"""Sign-up: registrations, participants, the waiting list, change and cancellation."""
