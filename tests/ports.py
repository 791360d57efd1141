"""Ports that are taken a second time after they were free."""

import secrets
import socket
from pathlib import Path

GIVEN = Path("/proc/sys/net/ipv4/ip_local_port_range")
"""The first and the last port that the system gives to whoever asks for any."""
LOWEST, MANY = 10_000, 10_000


def unasked_port() -> int:
    """Return a free port that the system gives to nobody unasked, so that no other test has it meanwhile."""
    end = max(int(GIVEN.read_text().split()[0]), LOWEST + MANY)
    while True:
        port = secrets.choice(range(LOWEST, end))
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
