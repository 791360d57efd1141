"""What this machine says about its user: the language and the time zone."""

import os
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def own_language() -> str:
    """Return the language of this machine's user, by the environment; English if it says none."""
    locale = next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    code = locale.partition(".")[0].partition("@")[0].partition("_")[0]
    return code if len(code) == len("en") and code.isalpha() else "en"


OF_UTC = ("", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu")


def own_zone() -> str:
    """Return the time zone of this machine by its name; UTC if it has none."""
    named = os.environ.get("TZ", "").lstrip(":") or _zone_of_system()
    try:
        return "UTC" if named in OF_UTC else ZoneInfo(named).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"


def _zone_of_system() -> str:
    if os.name != "nt":
        return os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    from babel.localtime import LOCALTZ  # noqa: PLC0415 - it reads the registry, and knows Windows' own names of zones

    return str(getattr(LOCALTZ, "key", ""))
