"""The base of forms that save over what a page showed: they carry the version they were drawn from."""

from wtforms import HiddenField

from regapp.web.forms import BaseForm, line_filter


class VersionedForm(BaseForm):
    """`version` is the conference's, of when the page was drawn."""

    version = HiddenField(filters=[line_filter])

    @property
    def seen_version(self) -> int:
        """The version the page was drawn from; 0, which is nobody's, for nonsense."""
        seen = self.version.data or ""
        return int(seen) if seen.isdecimal() and len(seen) < 10 else 0
