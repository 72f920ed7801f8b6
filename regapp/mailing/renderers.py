"""How a slice tells which letter a promise stands for: one function per kind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy.orm import Session

from regapp.config import Config
from regapp.kernel.addresses import Addresses
from regapp.mailing.letters import Envelope, Letter, from_address
from regapp.mailing.models import OutboxMessage


@dataclass(frozen=True)
class LetterContext:
    """What a letter may need besides its rows. `now` is domain time."""

    config: Config
    addresses: Addresses
    now: datetime

    def from_address(self, wanted: str | None) -> str:
        """The address the letter will be sent from, if `wanted` is its envelope's sender."""
        return from_address(wanted, mail_from=self.config.mail_from, mail_domains=self.config.mail_domains)


# Reads only. None: what the letter was about is gone, nothing is left to write.
Renderer: TypeAlias = Callable[[Session, OutboxMessage, LetterContext], tuple[Envelope, Letter] | None]
Renderers: TypeAlias = Mapping[str, Renderer]
# Called in the transaction that claims the letter, and again at every further try.
Preparer: TypeAlias = Callable[[Session, OutboxMessage], None]
Preparers: TypeAlias = Mapping[str, Preparer]
