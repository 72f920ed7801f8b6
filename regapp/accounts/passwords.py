"""Passwords: which are good enough, how they are kept (argon2id), how one is tried."""

import re
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from regapp.kernel.refusal import Refusal

SHORTEST = 12
_FEWEST_CHARACTERS = 5
# What must remain of a password once its owner's name and address are taken out of it.
_OWN_PART = 8

# 19 MiB and two passes (OWASP's first choice): more memory would multiply with the threads.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Of a random password nobody kept. Tried for accounts that do not exist, so that they take as
# long as those that do.
NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$+XpDQo9lIDob1ddXQC2KOA$4WbvT5rsABJUKXTy6wz1tbXTsk3r3tERrja9U4HLMiY"
)

# What people choose first when twelve characters are asked for; digits and signs around or
# within do not help. Swedish ones and the keyboard's rows included.
_COMMON = frozenset(
    [
        "abc", "abcd", "abcdef", "abcdefgh", "abcdefghijkl", "admin", "administrator", "anmalan",
        "anmälan", "asdf", "asdfgh", "asdfghjkl", "asdfghjklöä", "august", "augusti", "changeme",
        "choklad", "fotboll", "football", "fredag", "hallon", "hejsan", "hejhej", "hemlig",
        "hemligt", "hemligtlösenord", "hostterminen", "höst", "hösten", "iloveyou",
        "jagälskardig", "januari", "kaffe", "konferens", "konferensen", "letmein", "linköping",
        "lösen", "lösenord", "lösenordet", "losenord", "länsstyrelse", "länsstyrelsen",
        "lansstyrelsen", "miljömål", "miljömålen", "miljomal", "mittlösenord", "monkey", "måndag",
        "naturvårdsverket", "newpassword", "passord", "password", "passw", "passwd", "pwd",
        "qazwsx", "qazwsxedc", "qwer", "qwerty", "qwertyui", "qwertyuiop", "qwertyuiopå",
        "regapp", "secret", "sommar", "sommaren", "stockholm", "sunshine", "superman", "sverige",
        "test", "testtest", "trustno", "vinter", "vintern", "vår", "våren", "välkommen",
        "valkommen", "welcome", "zxcvbn", "zxcvbnm",
    ]
)  # fmt: skip
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_SIGNS = re.compile(r"[\W_]+")
_LOOKALIKE = str.maketrans("013457@$!", "oleastasi")
_READABLE = "23456789abcdefghjkmnpqrstuvwxyz"


def hash_password(password: str) -> str:
    """The argon2id hash to store; takes some 50 ms on purpose, so never inside a transaction."""
    return _hasher.hash(_normal(password))


def is_right(password: str, stored: str | None) -> bool:
    """Whether the password fits. `None` (no such account) takes as long and is never right."""
    try:
        _hasher.verify(stored or NOBODYS_HASH, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)


def new_one_time_password() -> str:
    """Sixteen characters that can be read out over the telephone: "k7rm-x2pq-9hdt-w4nz"."""
    letters = "".join(secrets.choice(_READABLE) for _ in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def check_password(password: str, *, name: str, email: str, field: str = "new") -> None:
    """Refuse one that is too short, among the most common, or made of the person's own name."""
    text = _normal(password).casefold()
    if len(text) < SHORTEST:
        raise Refusal("password_short", field, least=SHORTEST)
    if _is_common(text):
        raise Refusal("password_common", field)
    if len(_without_person(text, name, email)) < _OWN_PART:
        raise Refusal("password_personal", field)


def _normal(password: str) -> str:
    # The same letters typed on another system.
    return unicodedata.normalize("NFKC", password)


def _is_common(text: str) -> bool:
    # Digits alone are a date, a telephone number or a personal identity number.
    return len(set(text)) < _FEWEST_CHARACTERS or any(
        _is_common_word(_NOT_LETTERS.sub("", variant))
        for variant in (text, _AROUND.sub("", text).translate(_LOOKALIKE))
    )


def _is_common_word(letters: str) -> bool:
    if not letters or letters in _COMMON:
        return True
    half = letters[: len(letters) // 2]
    return letters == half * 2 and half in _COMMON


def _without_person(text: str, name: str, email: str) -> str:
    address = email.casefold()
    local, _, domain = address.partition("@")
    known = [address, local, domain, *re.split(r"[\s.@_-]+", f"{name.casefold()} {address}")]
    for part in sorted((part for part in known if len(part) > 2), key=len, reverse=True):
        text = text.replace(part, "")
    return _SIGNS.sub("", text)
