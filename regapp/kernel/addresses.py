"""Absolute links, always built from the installation's own base URL, never from a request."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from regapp.kernel.i18n import LANGUAGES


@dataclass(frozen=True)
class Addresses:
    """Makes links for letters, feeds and canonical tags. `base_url` has no trailing slash."""

    base_url: str

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc

    def url(self, path: str) -> str:
        return f"{self.base_url}/{path.lstrip('/')}"

    def spoken(self, path: str, language: str) -> str:
        """The same page, for whoever reads another language than the one it opens in."""
        return self.url(path) if language == LANGUAGES[0] else f"{self.url(path)}?lang={language}"

    def conference(self, path: str) -> str:
        """`path` as in the address table: "smartare-gronare-sverige/varberg"."""
        return self.url(path)

    def feed(self, path: str) -> str:
        return self.url(f"{path}.ics")

    def webcal(self, path: str) -> str:
        return f"webcal://{self.host}{urlsplit(self.base_url).path}/{path}.ics"

    def own_calendar(self, feed_token: str) -> str:
        """A participant's own; the token is not the registration's."""
        return self.url(f"a/{feed_token}.ics")

    def registration(self, token: str) -> str:
        return self.url(f"a/{token}")

    def reference(self, token: str) -> str:
        """Where somebody else writes the invoice reference."""
        return self.url(f"referens/{token}")
