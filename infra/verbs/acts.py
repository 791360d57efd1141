"""The commands that manage a running site, as a table: one row for each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

Argument: TypeAlias = tuple[str, Mapping[str, Any]]
"""The name of an argument, and its options for argparse."""


def argument(name: str, help: str, **options: Any) -> Argument:
    return name, {"help": help, **options}


class Act(NamedTuple):
    """One row: the command's name, its function, its meaning and its arguments."""

    name: str
    does: str
    help: str
    arguments: tuple[Argument, ...] = ()


STATES = ("waiting", "following", "left", "suppressed", "moved")
FREQUENCIES = ("each", "daily", "weekly")
ADDRESS = argument("address", "the email address", metavar="ADDRESS")
CONSENT = "where their consent comes from; it is kept with the address"
KEY = argument("key", "the post's file (posts/a.md), or a digest's name as `letters` shows it", metavar="KEY")
ALL = argument("--all", "list all of them, not only the newest", action="store_true")

SUBSCRIBERS: tuple[Act, ...] = (
    Act(
        "count",
        "count",
        "print how many subscribers there are",
        (argument("--exact", "count every record, by state", action="store_true"),),
    ),
    Act(
        "list",
        "list_",
        "print one line for each subscriber",
        (argument("--state", "only those in this state", default="", choices=STATES),),
    ),
    Act(
        "add",
        "add",
        "add one subscriber, without sending any mail",
        (
            ADDRESS,
            argument("--consent", CONSENT, required=True, metavar="TEXT"),
            argument("--language", "one of the site's languages (default: its first)", default="", metavar="CODE"),
            argument("--categories", "only posts in these categories, separated by commas", default="", metavar="SLUGS"),
            argument("--often", "how often they get a letter (default: each post)", default="", choices=FREQUENCIES),
        ),
    ),
    Act(
        "import",
        "import_",
        "add everyone in a CSV file, without sending any mail",
        (
            argument("file", "a CSV file whose first row names the columns", metavar="FILE.csv", type=Path),
            argument("--consent", f"{CONSENT}; for files without a column for it", default="", metavar="TEXT"),
            argument("--dry-run", "say what would happen, and change nothing", action="store_true"),
            argument("--at-once", "rows to write at the same time (default: 8)", default=8, type=int, metavar="N"),
        ),
    ),
    Act(
        "export",
        "export",
        "write a CSV file that `import` can read",
        (argument("--state", "only those in this state (default: following)", default="following", choices=STATES),),
    ),
    Act("erase", "erase", "erase everything about an address", (ADDRESS,)),
    Act("suppress", "suppress", "never send anything to an address again", (ADDRESS,)),
)

LETTERS: tuple[Act, ...] = (
    Act("list", "list_", "list the letters and what became of them, newest first", (ALL,)),
    Act(
        "preview",
        "preview",
        "print a letter as it would be sent now",
        (
            KEY,
            argument("--html", "also save it as HTML", type=Path, metavar="FILE"),
            argument("--raw", "also save the whole message", type=Path, metavar="FILE"),
        ),
    ),
    Act(
        "send",
        "send",
        "send a letter to one address, as a test",
        (KEY, argument("--to", "the address to send it to", required=True, metavar="ADDRESS")),
    ),
    Act("cancel", "cancel", "stop sending a letter", (KEY,)),
    Act("resume", "resume", "continue sending a letter", (KEY,)),
)

REBUILD: tuple[Act, ...] = (
    Act("pages", "pages", "make every page again, for example after an upgrade or a change of address"),
    Act("sources", "sources", "read every file again, for example after lost events"),
)
