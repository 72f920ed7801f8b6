"""Letters: the outbox, how a letter is rendered, how it leaves. Knows no slice above."""
