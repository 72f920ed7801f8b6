"""The seal on a preview: what is sent is what was looked at, by whom it was looked at."""

import hmac
from hashlib import sha256

from werkzeug.datastructures import MultiDict

from regapp.kernel.text import clean_text

# What differs between the look and the sending.
_APART = frozenset({"csrf_token", "do", "seen"})


def written(form: "MultiDict[str, str]") -> list[tuple[str, str]]:
    """What the preview carries along. Cleaned, as the form does: programs differ on how a line ends,
    and what no page can show would not come back."""
    return [(name, clean_text(value)) for name, value in form.items(multi=True) if name not in _APART]


def sealed(form: "MultiDict[str, str]", *, conference_id: int, person_id: int, key: str) -> str:
    """Of everything that was written, for one person and conference."""
    whole = repr((conference_id, person_id, sorted(written(form)))).encode()
    return hmac.new(key.encode(), whole, sha256).hexdigest()


def is_seal(text: str, expected: str) -> bool:
    return hmac.compare_digest(text.encode(), expected.encode())
