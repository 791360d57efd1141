"""Trimming: the files of wheels that no function reads. Each row has the reason."""

from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple


class LeftOut(NamedTuple):
    """The pattern of the files' paths (`*` crosses folders), and why they aren't needed."""

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
    LeftOut("lxml/includes/*", "headers, for compiling against lxml"),
    LeftOut("lxml/isoschematron/*", "an unused validator"),
    LeftOut("lxml/objectify.*", "another interface to trees; 1.5 MB"),
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
    LeftOut("babel/messages/extract.*", "finds phrases in sources; ours are in catalogues"),
    LeftOut("babel/messages/jslexer.*", "the same, in JavaScript"),
    LeftOut("crawleruseragents/*test_*", "tests"),
    LeftOut("crawleruseragents/validate.*", "the same"),
    LeftOut("crawleruseragents/package*.json", "of the same list for JavaScript"),
    LeftOut("crawleruseragents/composer.json", "and for PHP"),
)


def trim(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and any(fnmatch(name, row.pattern) for row in LEFT_OUT):
            path.unlink()
