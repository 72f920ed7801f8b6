"""People who sign in, and what their signing-in leaves behind."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from regapp.database.base import Base


class Person(Base):
    """Somebody who works for an organizer. `email` is stored folded to lower case."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    # argon2id; None until a password is set.
    password_hash: Mapped[str | None] = mapped_column(String(255))
    # A password somebody else knows: it opens one door, to choosing an own one.
    one_time_password: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class LoginSession(Base):
    """A signed-in browser. The cookie holds the token, the table only its hash."""

    __tablename__ = "login_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SignInAttempt(Base):
    """A failed sign-in, or a letter asked for, by keyed hashes of account and address; swept
    after a day."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (Index(None, "account_key", "at"), Index(None, "client_key", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account_key: Mapped[str] = mapped_column(String(64))
    client_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class PasswordReset(Base):
    """A single-use letter to choose a new password. The link is signed, never stored."""

    __tablename__ = "password_resets"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
