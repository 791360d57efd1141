"""Trimming: what wheels hold and no function reads. Each row says why it may go."""

from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple


class LeftOut(NamedTuple):
    """Files by the pattern of their path (`*` crosses folders), and why they aren't missed."""

    pattern: str
    why: str


LEFT_OUT: Sequence[LeftOut] = (
    LeftOut("*.dist-info/*", "no library asks for its own metadata or entry points when it works"),
    LeftOut("bin/*", "commands"),
    LeftOut("*.pyi", "types, for checkers"),
    LeftOut("*/py.typed", "the same"),
    LeftOut("*.py[xd]", "what Cython compiled"),
    LeftOut("*.pxi", "the same"),
    LeftOut("*.[ch]", "what C compiled"),
    LeftOut("*/tests/*", "tests"),
    LeftOut("lxml/includes/*", "headers, for who compiles against lxml"),
    LeftOut("lxml/isoschematron/*", "a validator that nobody calls"),
    LeftOut("lxml/objectify.*", "another way to walk a tree; 1.5 MB"),
    LeftOut("lxml/sax.*", "a bridge to another parser"),
    LeftOut("lxml/*doctest*", "for tests"),
    LeftOut("lxml/html/*diff*", "comparing pages"),
    LeftOut("dateutil/zoneinfo/*.tar.gz", "time zones; ours are zoneinfo's, by tzdata"),
    LeftOut("_yaml/*", "the old name of a part of yaml"),
    LeftOut("pymdownx/*_db.py", "tables of emoji, for an extension that Markdown isn't given"),
    LeftOut("pymdownx/blocks/*", "extensions that Markdown isn't given"),
    *(
        LeftOut(f"pymdownx/{name}.py", "the same")
        for name in ("arithmatex", "b64", "caret", "critic", "emoji", "fancylists", "keys", "magiclink", "mark", "pathconverter")
    ),
    *(LeftOut(f"pymdownx/{name}.py", "the same") for name in ("progressbar", "smartsymbols", "snippets", "tabbed", "tilde")),
    LeftOut("tzdata/zoneinfo/tzdata.zi", "the sources of the time zones, which are read as they were compiled"),
    LeftOut("pygments/formatters/[!_h]*", "other ways to write code than HTML"),
    LeftOut("babel/locale-data/LICENSE*", "of the data, not of the zip"),
    LeftOut("babel/messages/*frontend.*", "commands"),
    LeftOut("babel/messages/extract.*", "seeks phrases in sources; ours stand in catalogues"),
    LeftOut("babel/messages/jslexer.*", "the same, in JavaScript"),
    LeftOut("crawleruseragents/*test_*", "tests"),
    LeftOut("crawleruseragents/validate.*", "the same"),
    LeftOut("crawleruseragents/package*.json", "of the same list for JavaScript"),
    LeftOut("crawleruseragents/composer.json", "and for PHP"),
)


def trim(folder: Path) -> None:
    """Delete what is left out."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and any(fnmatch(name, row.pattern) for row in LEFT_OUT):
            path.unlink()
