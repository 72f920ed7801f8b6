"""Which passwords are good enough, and how they are kept."""

import pytest

from regapp.accounts import passwords
from regapp.accounts.passwords import check_password, hash_password, is_outdated, is_right
from regapp.kernel.refusal import Refusal

NAME, EMAIL = "Carin Holm", "carin.holm@lansstyrelsen.se"


@pytest.fixture
def quick_passwords() -> None:
    """Here the cost is the installation's own."""


@pytest.mark.parametrize(
    "password",
    [
        "häst batteri gem korrekt",
        "k7rm-x2pq-9hdt",
        "Åtta små grå får 8",
        "Carin köper gröna äpplen",
        "x" * 3000 + "yzåä",
    ],
)
def test_a_long_unusual_password_is_taken(password: str) -> None:
    check_password(password, name=NAME, email=EMAIL)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elva tecken", "password_short"),
        ("a\u0308" * 11, "password_short"),
        ("password1234", "password_common"),
        ("Lösenord2020!", "password_common"),
        ("L0senord!!!!", "password_common"),
        ("p4ssw0rd-2020", "password_common"),
        ("lösenordlösenord", "password_common"),
        ("Sommaren2020!", "password_common"),
        ("qwertyuiop123", "password_common"),
        ("Länsstyrelsen1", "password_common"),
        ("197001011234", "password_common"),
        ("aaaaaaaaaaaaaaaa", "password_common"),
        ("ababababababab", "password_common"),
        ("carin.holm2020", "password_personal"),
        ("CarinHolm1234!", "password_personal"),
        ("carin.holm@lansstyrelsen.se", "password_personal"),
        ("lansstyrelsen.se1", "password_personal"),
    ],
)
def test_one_that_is_guessed_first_is_refused(password: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_password(password, name=NAME, email=EMAIL)
    assert refused.value.code == code
    assert refused.value.field == "new"


def test_it_is_kept_as_argon2id_under_a_salt_of_its_own() -> None:
    first, second = hash_password("häst batteri gem"), hash_password("häst batteri gem")
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second
    assert is_right("häst batteri gem", first)
    assert is_right("häst batteri gem", second)
    assert not is_right("häst batteri gem ", first)


def test_the_same_letters_typed_on_another_system_fit() -> None:
    assert is_right("ha\u0308st batteri gem", hash_password("häst batteri gem"))


def test_no_password_opens_an_account_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    nobodys = hash_password("known after all")
    monkeypatch.setattr(passwords, "NOBODYS_HASH", nobodys)
    assert not is_right("known after all", None)


def test_an_unknown_account_costs_the_same_work_as_a_known_one() -> None:
    assert not is_outdated(passwords.NOBODYS_HASH)
    assert is_outdated("$argon2id$v=19$m=8192,t=1,p=1$c2FsdHNhbHRzYWx0$" + "A" * 43)


def test_a_broken_hash_opens_nothing() -> None:
    assert not is_right("anything at all", "not a hash")


def test_single_use_passwords_differ_and_pass_the_rules() -> None:
    made = {passwords.new_one_time_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        check_password(password, name=NAME, email=EMAIL)


def test_every_character_of_a_very_long_password_counts() -> None:
    assert not is_right("x" * 2999 + "z", hash_password("x" * 3000))
