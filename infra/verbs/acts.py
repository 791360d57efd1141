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
ADDRESS = argument("address", "the mail address", metavar="ADDRESS")
CONSENT = "where consent came from, kept with each of them"
KEY = argument("key", "the key of the post's source (posts/a.md), or what `letters` shows of a digest", metavar="KEY")
ALL = argument("--all", "not only the newest", action="store_true")

SUBSCRIBERS: tuple[Act, ...] = (
    Act(
        "count",
        "count",
        "say how many follow",
        (argument("--exact", "read all records, and count every state", action="store_true"),),
    ),
    Act("list", "list_", "print a line for each", (argument("--state", "only those of this state", default="", choices=STATES),)),
    Act(
        "add",
        "add",
        "let one address follow; nothing is mailed",
        (
            ADDRESS,
            argument("--consent", CONSENT, required=True, metavar="TEXT"),
            argument("--language", "one of the site's; its first unless said", default="", metavar="CODE"),
            argument("--categories", "only posts in these, with commas between", default="", metavar="SLUGS"),
            argument("--often", "how often a letter comes; each post unless said", default="", choices=FREQUENCIES),
        ),
    ),
    Act(
        "import",
        "import_",
        "let everybody in a CSV file follow; nothing is mailed",
        (
            argument("file", "a table whose first row names its columns", metavar="FILE.csv", type=Path),
            argument("--consent", f"{CONSENT}; where the file has no column for it", default="", metavar="TEXT"),
            argument("--dry-run", "say what would come of it, and write nothing", action="store_true"),
            argument("--at-once", "rows written side by side; 8 unless said", default=8, type=int, metavar="N"),
        ),
    ),
    Act(
        "export",
        "export",
        "write a CSV that `import` reads",
        (argument("--state", "those of this state; who follows unless said", default="following", choices=STATES),),
    ),
    Act("erase", "erase", "forget an address", (ADDRESS,)),
    Act("suppress", "suppress", "never write to an address again", (ADDRESS,)),
)

LETTERS: tuple[Act, ...] = (
    Act("list", "list_", "what became of each letter, the newest first", (ALL,)),
    Act(
        "preview",
        "preview",
        "print a letter as it would go out now",
        (
            KEY,
            argument("--html", "also write it as HTML", type=Path, metavar="FILE"),
            argument("--raw", "also write the whole message", type=Path, metavar="FILE"),
        ),
    ),
    Act(
        "send",
        "send",
        "send one letter as a test",
        (KEY, argument("--to", "who gets it", required=True, metavar="ADDRESS")),
    ),
    Act("cancel", "cancel", "let a letter go no further", (KEY,)),
    Act("resume", "resume", "let a letter go on", (KEY,)),
)

REBUILD: tuple[Act, ...] = (
    Act("pages", "pages", "make every page again, as after an upgrade or with another address"),
    Act("sources", "sources", "read every source again, as after a loss of events"),
)
