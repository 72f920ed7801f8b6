"""A row for each file that is kept."""

from datetime import datetime
from enum import Enum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base
from regapp.database.types import stored_enum


class FileType(Enum):
    """What a file was found to be, whatever it was called."""

    PDF = "pdf"
    PPTX = "pptx"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"


class StoredFile(Base):
    """One file of a conference. Its bytes lie in the storage under `key`, and never change.

    name    what it is called when somebody saves it; never part of a path here
    sha256  of the bytes, in hexadecimal: also its ETag
    width, height  of a picture, in pixels
    """

    __tablename__ = "stored_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    conference_id: Mapped[int] = mapped_column(ForeignKey("conferences.id"), index=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    type: Mapped[FileType] = mapped_column(stored_enum(FileType))
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int | None]
    height: Mapped[int | None]
    created_at: Mapped[datetime]
