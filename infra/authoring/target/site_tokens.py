"""The tokens of sites on this machine: in the system's keyring, or for one command in the environment.

A token is as good as a password for what it allows, so it is never written into a file.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from infra.extras import not_installed
from infra.terminal.exit_codes import UNABLE
from infra.terminal.invocation import word
from infra.terminal.streams import CannotError

VARIABLE = "PRESSWORK_TOKEN"
SERVICE = "presswork"


class Keyring(Protocol):
    """A store of secrets, by service and user name, as PyPI's `keyring` has it."""

    def get_password(self, service: str, user: str) -> str | None: ...

    def set_password(self, service: str, user: str, password: str) -> None: ...

    def delete_password(self, service: str, user: str) -> None: ...


def system_keyring() -> Keyring:
    """Return the keyring of this machine. Raise `CannotError` where it has none that can be used."""
    try:
        import keyring  # noqa: PLC0415 - the extra `login` brings it
        from keyring.backends import fail  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise CannotError(not_installed("the keyring needs", "login"), UNABLE) from error
    if isinstance(keyring.get_keyring(), fail.Keyring):
        raise CannotError(f"this machine has no keyring that Presswork can use; set {VARIABLE} to your token instead", UNABLE)
    return SystemKeyring(keyring)


class SystemKeyring:
    """The keyring of this machine, which may be locked, or whose user may refuse; then `CannotError` is raised."""

    def __init__(self, keyring: Any) -> None:
        self._keyring = keyring

    def get_password(self, service: str, user: str) -> str | None:
        with self._unlocked():
            password: str | None = self._keyring.get_password(service, user)
            return password

    def set_password(self, service: str, user: str, password: str) -> None:
        with self._unlocked():
            self._keyring.set_password(service, user, password)

    def delete_password(self, service: str, user: str) -> None:
        with self._unlocked():
            self._keyring.delete_password(service, user)

    @contextmanager
    def _unlocked(self) -> Iterator[None]:
        try:
            yield
        except self._keyring.errors.KeyringError as error:
            why = str(error) or type(error).__name__
            raise CannotError(
                f"the keyring refuses ({why}): unlock it, or set {VARIABLE} to your token instead", UNABLE
            ) from error


def demand(site: str, environment: Mapping[str, str] = os.environ, keyring: Keyring | None = None) -> str:
    """Return the token for a site, from the environment, else from the keyring. Raise `CannotError` where there is none."""
    token = environment.get(VARIABLE) or (keyring or system_keyring()).get_password(SERVICE, site)
    if not token:
        raise CannotError(f"you aren't logged in to {site}: run `presswork login {word(site)}`", UNABLE)
    return token


def store(site: str, token: str, keyring: Keyring | None = None) -> None:
    (keyring or system_keyring()).set_password(SERVICE, site, token)


def forget(site: str, keyring: Keyring | None = None) -> bool:
    """Remove the token for a site; return whether there was one."""
    chosen = keyring or system_keyring()
    if chosen.get_password(SERVICE, site) is None:
        return False
    chosen.delete_password(SERVICE, site)
    return True
