"""Ports of this machine."""

from socket import create_server, socket


class PortError(Exception):
    """A server can't listen on this port; the text says why."""


def refusal(port: int, error: Exception) -> PortError:
    return PortError(f"can't listen on port {port}: {getattr(error, 'strerror', error)}")


def bound_socket(port: int) -> socket:
    """Return a socket that listens on this port, or on a free one for 0. Raise `PortError`."""
    try:
        return create_server(("127.0.0.1", port), backlog=64)
    except (OSError, OverflowError) as error:
        raise refusal(port, error) from error


def free_port() -> int:
    """Return a port that no other program has now."""
    with bound_socket(0) as server:
        return int(server.getsockname()[1])
