"""The seal on a preview: what is sent is what was looked at, by whom it was looked at."""

import hmac
from hashlib import sha256

from werkzeug.datastructures import MultiDict

# What differs between the look and the sending.
_APART = frozenset({"csrf_token", "do", "seen"})


def sealed(form: "MultiDict[str, str]", *, conference_id: int, person_id: int, key: str) -> str:
    """Of everything that was written, for one person and conference."""
    written = sorted((name, value) for name, value in form.items(multi=True) if name not in _APART)
    whole = repr((conference_id, person_id, written)).encode()
    return hmac.new(key.encode(), whole, sha256).hexdigest()


def is_seal(text: str, expected: str) -> bool:
    return hmac.compare_digest(text.encode(), expected.encode())
