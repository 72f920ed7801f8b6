"""What a test run says when a part it needs is not there: one line, and it fails."""


class MissingPartError(RuntimeError):
    """A program or service that the tests need is missing; `make test` installs it."""
