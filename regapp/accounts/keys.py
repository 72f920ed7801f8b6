"""Keyed hashes and signatures: what the tables and links hold instead of secrets and addresses.

All turn on the installation's secret key; the rows alone tell neither whom nor where from.
"""

import hashlib
import hmac
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from itsdangerous import BadData, URLSafeSerializer

from regapp.accounts.queries import folded_email

_RESET_SALT = "accounts.password_reset"


def token_hash(token: str) -> str:
    """What is kept of a session's token. It is 256 random bits, so a plain hash will do."""
    return hashlib.sha256(token.encode()).hexdigest()


def account_key(secret: str, email: str) -> str:
    return _keyed(secret, f"account:{folded_email(email)}")


def reset_key(secret: str, email: str) -> str:
    """Counts the letters asked for, apart from failed sign-ins."""
    return _keyed(secret, f"reset:{folded_email(email)}")


def client_key(secret: str, address: str | None) -> str:
    """An IPv6 subscriber owns a whole /64, so that is what counts as one address."""
    return _keyed(secret, f"client:{_network(address or '')}")


def reset_token(secret: str, reset_id: int, created_at: datetime) -> str:
    """The signed part of a reset's link. Holds no address; says nothing about being used."""
    return str(_signer(secret).dumps([reset_id, int(created_at.timestamp())]))


def read_reset_token(secret: str, token: str) -> tuple[int, int] | None:
    """(reset id, its second of creation), or None for anything we did not sign ourselves."""
    try:
        reset_id, created = _signer(secret).loads(token)
    except (BadData, ValueError, TypeError):
        return None
    return int(reset_id), int(created)


def _keyed(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=_RESET_SALT)
