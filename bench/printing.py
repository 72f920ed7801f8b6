"""Badges as PDF: from the rows to the bytes of the file, every name another one."""

import time
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import func, select

from bench.table import Table
from regapp.conferences.models import Conference
from regapp.conferences.queries import get_conference
from regapp.database.session import session
from regapp.documents.pdf import make_pdf
from regapp.printing.exports import badges_paper
from regapp.printing.queries import list_badges
from regapp.printing.rules import STOCKS
from regapp.web.i18n import speak

BADGES = 500


def measure(table: Table, app: Flask, name: str) -> None:
    """The largest conference's first 500, without and with the code to scan."""
    with app.app_context():
        speak("sv")
        number = session().scalars(select(func.min(Conference.id))).one()
        for code_url, what in ((None, "badges"), ("https://anmalan.exempel.se/i/", "badges with a code")):
            begun = time.perf_counter()
            badges = list_badges(session(), number)[:BADGES]
            paper = badges_paper(
                get_conference(session(), number),
                badges,
                STOCKS["90x54"],
                offset_mm=(0, 0),
                code_url=code_url,
            )
            made = make_pdf("printing/badges.typ", paper, now=datetime.now(UTC))
            took = time.perf_counter() - begun
            session().rollback()
            table.say(f"{len(badges)} {what}: {took:.1f} s, {len(made) // 1000} kB.")
            table.check(f"{name}, {BADGES} {what}, s", took, most=3)
