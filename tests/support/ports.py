"""Ports on loopback that nobody uses."""

import socket


def free_port() -> int:
    """A port that was free a moment ago; the system hands out another one each time."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
