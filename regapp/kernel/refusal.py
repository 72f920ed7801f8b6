"""A rule's "no": not an error in the log but an answer to a person."""


class Refusal(Exception):  # noqa: N818 - not an error: an answer
    """Something a rule does not allow.

    code     stable identifier; its Swedish text stands in `regapp.web.refusals`
    field    the form field the answer belongs to, if any
    details  plain values for the text's placeholders; never shown otherwise
    """

    def __init__(self, code: str, field: str | None = None, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.details = details
