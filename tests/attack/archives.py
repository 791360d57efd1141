"""The attack by archives: random zips, damaged or dishonest, whose entries are to be written elsewhere or never end.

Each is imported, as an author would import it, into a folder of its own: whatever happens, nothing outside of that folder
changes, no link leads out of it, and the import ends within bounds or refuses in words.
"""

import io
import resource
import stat
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from infra.importers.blog import UnreadableError
from infra.importers.medium import reader
from infra.importers.output.writer import write
from infra.importers.substack import reader as substack
from tests.attack.running import Result

MEMORY = 600 << 20  # bytes that an import may take more than before
SOUND = 0.8  # of the archives have all that an import needs
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
STORY = (
    "<html><head><title>Hello</title></head><body><article class='h-entry'><header><h1 class='p-name'>Hello</h1></header>"
    "<section data-field='body'><section class='section--body'><p class='graf'>Text <img src='PATH'></p></section></section>"
    "<footer><time class='dt-published' datetime='2020-01-01T00:00:00.000Z'>x</time></footer></article></body></html>"
)
LIST = (
    "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\n"
    "1.hello,2020-01-01T00:00:00.000Z,true,,,newsletter,everyone,Hello,,\n2.../../x,2020-01-01,true,,,newsletter,everyone,Out,,\n"
)
SYSTEMS: Mapping[str, tuple[Callable[[Path], object], Mapping[str, str]]] = {
    "medium": (lambda path: reader.read(path, url=""), {"posts/2020-01-01_Hello-0123456789ab.html": STORY}),
    "substack": (
        lambda path: substack.read(path, url=""),
        {"posts.csv": LIST, "posts/1.hello.html": "<p>Text <img src='PATH'></p>"},
    ),
}
"""Each reader of archives, and the entries of a good one."""
NAMES = (
    *(
        "posts/1.hello.html",
        "posts/2020-01-01_Hello-0123456789ab.html",
        "posts.csv",
        "profile/profile.html",
        "export.json",
        "README",
    ),
    *(
        "../x.html",
        "posts/../../x.html",
        "/etc/x",
        "C:\\x.html",
        "\\\\host\\x",
        "posts/./x.html",
        "posts//x.html",
        "posts/x\0.html",
    ),
    *(
        "posts/\x1b[2J.html",
        "posts/\u202ex.html",
        "posts/" + "x" * 300 + ".html",
        "a/" * 200 + "x.html",
        "posts/..",
        "~/.ssh/x",
        "con",
    ),
    *(
        "content/images/a.png",
        "content/images/../../../a.png",
        "img/a.svg",
        "x.zip",
        "posts/.git/config",
        ".presswork/x",
        "site.yaml",
    ),
)
TEXTS = (
    STORY,
    STORY.replace("PATH", "../../../../etc/passwd"),
    STORY.replace("PATH", "file:///etc/passwd"),
    LIST,
    "<div>" * 3_000,
    "x" * 2_000_000,
    "\0" * 50,
    "",
)


def attack(random: Random, number: int) -> Result:
    """Import each archive by each reader that takes archives."""
    result = Result()
    for _ in range(number):
        with TemporaryDirectory() as folder:
            _judge(random, Path(folder), result)
    return result


def _judge(random: Random, folder: Path, result: Result) -> None:
    source, into = folder / "export.zip", folder / "outer" / "blog"
    name = random.choice(sorted(SYSTEMS))
    read, good = SYSTEMS[name]
    source.write_bytes(packed(random, good))
    before, peak = _listed(folder), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        report = write(read(source), into, NOW, progress=False)  # type: ignore[arg-type]
        result.end("imported" if report.texts else "nothing in it")
    except UnreadableError:
        result.end("refused")
    case = f"{name}: {source.read_bytes()[:600]!r}"
    for path in sorted(_listed(folder) - before):
        if not path.is_relative_to(into) and path not in (into, into.parent):
            result.breach(f"{path.relative_to(folder)} was written outside", case)
        if path.is_symlink():
            result.breach(f"{path.relative_to(folder)} is a link", case)
    if (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) << 10 > MEMORY:
        result.breach("it took too much memory", case)


def _listed(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


def packed(random: Random, good: Mapping[str, str]) -> bytes:
    """Return one archive, with good entries and others."""
    made = io.BytesIO()
    names = random.sample(NAMES, random.choice((1, 2, 5, 9)))
    texts = {name.replace("\0", ""): random.choice((*TEXTS, random.choice(NAMES))) for name in names}
    with zipfile.ZipFile(made, "w", random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as archive:
        for name, text in {**texts, **good}.items() if random.random() < SOUND else texts.items():
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            if name not in good and random.random() < 0.2:  # a link, a pipe, a device
                entry.create_system = 3
                entry.external_attr = random.choice((stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR)) << 16
            archive.writestr(entry, text)
    data = made.getvalue()
    for _ in range(random.choice((0, 0, 0, 1, 2))):
        at = random.randint(0, len(data))
        data = random.choice((data[:at], data[:at] + random.randbytes(4) + data[at + 4 :], data[:at] + data[at + 9 :]))
    return data
