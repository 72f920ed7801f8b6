"""TLS on loopback with a certificate that nobody but the tests trusts (localhost.pem)."""

import ssl
from pathlib import Path

_PEM = Path(__file__).with_name("localhost.pem")


def server_context() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(_PEM)
    return context


def trusting_context() -> ssl.SSLContext:
    """A client's context that trusts the certificate."""
    return ssl.create_default_context(cafile=_PEM)
