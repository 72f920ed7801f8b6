"""Letters and the outbox."""
