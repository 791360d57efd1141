"""A keyring of PyPI's `keyring` for commands in processes of their own: a file in the home folder."""

import json
from pathlib import Path

from keyring.backend import KeyringBackend


class FileKeyring(KeyringBackend):
    priority = 1

    @property
    def _file(self) -> Path:
        return Path.home() / "keyring.json"

    def _passwords(self) -> dict[str, str]:
        passwords: dict[str, str] = json.loads(self._file.read_text()) if self._file.exists() else {}
        return passwords

    def get_password(self, service: str, username: str) -> str | None:
        return self._passwords().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._file.write_text(json.dumps({**self._passwords(), f"{service} {username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        others = {name: password for name, password in self._passwords().items() if name != f"{service} {username}"}
        self._file.write_text(json.dumps(others))
