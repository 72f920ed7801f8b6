"""Rows of the slice, by subject: what is held, under which address, for whom, at what price."""

from regapp.conferences.models.address import Address
from regapp.conferences.models.conference import (
    Conference,
    ConferenceDay,
    ConferenceKind,
    ConferenceMode,
    ConferenceOrganizer,
    ConferenceStatus,
    County,
    LetInMode,
)
from regapp.conferences.models.feed import DateKind, FeedContent, FeedRevision, KeptEntry, SignUpDate
from regapp.conferences.models.fees import AccessCode, CodeAttempt, FeeCategory, LateFee, Option
from regapp.conferences.models.member import ConferenceMember
from regapp.conferences.models.news import ConferenceNews, NewsKind
from regapp.conferences.models.offer import PoolKind, PricePurpose, PriceRow, SeatPool, VatMode
from regapp.conferences.models.question import Question, QuestionKind
from regapp.conferences.models.series import SeminarPackage, Series, SeriesOrganizer

__all__ = [
    "AccessCode",
    "Address",
    "CodeAttempt",
    "Conference",
    "ConferenceDay",
    "ConferenceKind",
    "ConferenceMember",
    "ConferenceMode",
    "ConferenceNews",
    "ConferenceOrganizer",
    "ConferenceStatus",
    "County",
    "DateKind",
    "FeeCategory",
    "FeedContent",
    "FeedRevision",
    "KeptEntry",
    "LateFee",
    "LetInMode",
    "NewsKind",
    "Option",
    "PoolKind",
    "PricePurpose",
    "PriceRow",
    "Question",
    "QuestionKind",
    "SeatPool",
    "SeminarPackage",
    "Series",
    "SeriesOrganizer",
    "SignUpDate",
    "VatMode",
]
