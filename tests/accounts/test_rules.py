"""Where a sign-in may lead, and how many attempts are let through."""

from datetime import UTC, datetime, timedelta

import pytest

from regapp.accounts.rules import ATTEMPT_WINDOW, Attempts, check_attempts, own_path
from regapp.kernel.refusal import Refusal

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "path",
    [
        "/arrangor",
        "/arrangor/",
        "/arrangor?lang=en",
        "/arrangor/konferens/3/deltagare?status=waiting&q=%C3%A5sa&sida=2",
    ],
)
def test_an_own_path_is_gone_on_to(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/arrangor",
        "//evil.example/arrangor",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/arrangor/\\evil.example",
        "/%2F/evil.example",
        "/arrangor/%2f%2fevil.example",
        "/arrangor/%5cevil.example",
        "/arrangor/%255c%255cevil.example",
        "/arrangor/../..//evil.example",
        "/arrangor/%2e%2e/%2e%2e/evil",
        "/arrangor//evil.example",
        "/arrangorn",
        "/arrangor.evil.example",
        "/arrangor@evil.example",
        "/arrangor:80@evil.example",
        "/arrangor/\r\nLocation: https://evil.example",
        "/arrangor/%0d%0aLocation:%20evil",
        "/arrangor\t/",
        " /arrangor",
        "/arrangor\n",
        "/a/secret-token",
        "javascript:alert(1)",
        "data:text/html,x",
        "arrangor",
        "?next=/arrangor",
        "/arrangor/\u2215evil",
        "/arrangor/" + "a" * 600,
        "",
        None,
    ],
)
def test_any_other_address_is_not(path: str | None) -> None:
    assert own_path(path) is None


@pytest.mark.parametrize(
    ("pair", "client", "account", "allowed"),
    [
        (0, 0, 0, True),
        (9, 9, 9, True),
        (10, 10, 10, False),
        (0, 99, 0, True),
        (0, 100, 0, False),
        (2, 2, 5000, True),
        (3, 3, 100, False),
        (3, 3, 99, True),
    ],
)
def test_attempts_are_limited_by_account_and_address(
    pair: int, client: int, account: int, allowed: bool
) -> None:
    attempts = Attempts(pair, client, account, NOW - timedelta(minutes=5) if client else None)
    if allowed:
        check_attempts(attempts, now=NOW)
    else:
        with pytest.raises(Refusal, match="too_many_attempts"):
            check_attempts(attempts, now=NOW)


def test_an_address_that_never_failed_is_let_through_however_hard_the_account_is_tried() -> None:
    check_attempts(Attempts(0, 0, 1_000_000, None), now=NOW)


def test_the_wait_is_told_in_whole_minutes_rounded_up() -> None:
    first_at = NOW - ATTEMPT_WINDOW + timedelta(minutes=4, seconds=1)
    with pytest.raises(Refusal) as refused:
        check_attempts(Attempts(10, 10, 10, first_at), now=NOW)
    assert refused.value.details == {"minutes": 5}
