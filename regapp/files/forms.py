"""The field that takes a file and says in words what is wrong with it."""

from collections.abc import Collection
from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.form import BaseForm as WtForm
from wtforms.validators import ValidationError

from regapp.files.models import FileType
from regapp.files.rules import SUFFIXES, Judged, judge
from regapp.kernel.refusal import Refusal
from regapp.web.i18n import lazy
from regapp.web.refusals import refusal_text


class UploadField(FileField):
    """`judged` is what the file was found to be, after `validate`; None without a file."""

    judged: Judged | None = None

    @property
    def upload(self) -> FileStorage | None:
        """The file that came, if any did."""
        return self.data if isinstance(self.data, FileStorage) and self.data.filename else None


class OfKind:
    """The file is of one of these kinds, by its content, and no larger than `largest` bytes."""

    def __init__(self, allowed: Collection[FileType], largest: int, *, needed: bool = False) -> None:
        self.allowed, self.largest, self.needed = allowed, largest, needed
        suffixes = [SUFFIXES[kind] for kind in FileType if kind in allowed]
        self.field_flags = {"accept": ",".join([*suffixes, *([".jpeg"] if ".jpg" in suffixes else [])])}

    def __call__(self, form: WtForm, field: Any) -> None:
        upload = field.upload
        if upload is None:
            if self.needed:
                raise ValidationError(lazy("Välj en fil"))
            return
        try:
            field.judged = judge(upload.stream, self.allowed, largest=self.largest)
        except Refusal as refusal:
            raise ValidationError(refusal_text(refusal)) from refusal


def upload_field(
    label: Any, allowed: Collection[FileType], largest: int, *, needed: bool = False
) -> UploadField:
    return UploadField(label, [OfKind(allowed, largest, needed=needed)])
