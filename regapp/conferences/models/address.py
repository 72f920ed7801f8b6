"""Addresses on the site."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base

# Never a conference's or series' own address: the site's pages live here.
RESERVED = frozenset(
    [
        "a",
        "admin",
        "api",
        "arrangor",
        "demo",
        "en",
        "feeds",
        "flask",
        "forhandsvisning",
        "healthz",
        "i",
        "inbjudan",
        "kalender",
        "konferenser",
        "kakor",
        "logga-in",
        "medverkande",
        "metrics",
        "nyheter",
        "om",
        "pamin",
        "presentation",
        "personuppgifter",
        "prenumerera",
        "readyz",
        "referens",
        "robots.txt",
        "static",
        "sv",
        "tillganglighet",
        "utseende",
        "anmalan",
        "forslag",
        "kok",
        "utvardering",
    ]
)


class Address(Base):
    """One address: a series, a conference ("series/place" when it is one of a series) or a
    seminar package. One table, so that two things can never share an address."""

    __tablename__ = "addresses"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN series_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN conference_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN package_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_target",
        ),
    )

    path: Mapped[str] = mapped_column(String(160), primary_key=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), unique=True)
    conference_id: Mapped[int | None] = mapped_column(ForeignKey("conferences.id"), unique=True)
    package_id: Mapped[int | None] = mapped_column(ForeignKey("seminar_packages.id"), unique=True)
