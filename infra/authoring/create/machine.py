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
    named = os.environ.get("TZ", "").lstrip(":") or os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    try:
        return "UTC" if named in OF_UTC else ZoneInfo(named).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"
