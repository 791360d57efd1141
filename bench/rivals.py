"""The programs a build is compared with: how each keeps the same posts, and how it is run.

A source is read by Presswork's own rules and written as the other wants it, so any folder that Presswork reads will do.
What Presswork refuses is left out for all. Each program has a row in `RIVALS`.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chalicelib.content.frontmatter.frontmatter import split
from chalicelib.content.markdown_to_html import Rendered
from chalicelib.content.media import files
from chalicelib.content.plain_text import decoded
from chalicelib.content.site.site import Site
from chalicelib.content.site.siteyaml import read_site
from chalicelib.content.source import Source, read_source
from chalicelib.errors import Refusal
from chalicelib.model import Post

HERE = Path(__file__).parent
PROJECT = HERE.parent
LOCKS = PROJECT / "locks"
MINE = "import sys; from infra.command import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class Rival:
    """One program: how its folder is laid out, the command that builds from it into another folder, and how it ends well."""

    name: str
    lay_out: Callable[[Path, Path], None]
    command: Callable[[Path, Path], Sequence[str]]
    ends: Sequence[int] = (0,)


def presswork_folder(source: Path, folder: Path) -> None:
    shutil.copytree(source, folder, dirs_exist_ok=True)


def presswork_command(folder: Path, out: Path) -> Sequence[str]:
    return (sys.executable, "-c", MINE, "build", str(folder), str(out), "--now", "2027-01-01")


def sources(folder: Path) -> Iterator[tuple[Post, str]]:
    """Every post that Presswork takes, and its Markdown."""
    site = read_site((folder / "site.yaml").read_bytes(), lambda text, _lang: text)
    for path in sorted(folder.rglob("*")):
        key = path.relative_to(folder).as_posix()
        if path.is_file() and files.sort_of(key) == "source":
            raw = path.read_bytes()
            if (source := taken(key, raw, site)) and not source.draft:
                yield source.post, split(decoded(raw)).body


def taken(key: str, raw: bytes, site: Site) -> Source | None:
    """The source, if it isn't refused; its text is not rendered."""
    try:
        return read_source(key, raw, site, unrendered)
    except Refusal:
        return None


def unrendered(text: str, **_: object) -> Rendered:
    return Rendered("<p>unrendered</p>", title=text.strip().partition("\n")[0].strip("# "))


def rivals() -> Path:
    """The folder of programs of a virtual environment that holds the others; made when it isn't there or not up to date."""
    return environment("bench-venv", LOCKS / "rivals.txt") / "bin"


def endpoint_programs() -> Path:
    """The same of the S3 endpoint and the client that copies a folder to it."""
    return environment("endpoint-venv", LOCKS / "endpoint.txt") / "bin"


def environment(name: str, lock: Path) -> Path:
    """A virtual environment with what the lock names; made when it isn't there or not up to date."""
    folder = PROJECT / ".presswork" / name
    done = folder / "installed.txt"
    if not (done.exists() and done.read_text() == lock.read_text()):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--require-hashes", "--no-deps", "-r", str(lock)]
        subprocess.run(pip, check=True)
        done.write_text(lock.read_text())
    return folder


def pelican_folder(source: Path, folder: Path) -> None:
    """Write its settings, the posts and the pages. It knows one category for each post: a second one becomes a tag."""
    for inner in ("posts", "pages", "static"):
        (folder / "content" / inner).mkdir(parents=True)
    shutil.copyfile(HERE / "pelican" / "settings.py", folder / "pelicanconf.py")
    for number, (post, text) in enumerate(sources(source)):
        written = "\n".join(f"{name}: {value}" for name, value in pelican_front(post).items() if value)
        place = "posts" if post.date else "pages"
        (folder / "content" / place / f"{number:06d}.md").write_text(f"{written}\n\n{text}")


def pelican_front(post: Post) -> Mapping[str, str]:
    categories, tags = [term.name for term in post.categories], [term.name for term in post.tags]
    return {
        "Title": post.title,
        "Date": post.date,
        "Slug": post.address.strip("/").rpartition("/")[2],
        "Category": "".join(categories[:1]),
        "Tags": ", ".join(name.replace(",", " ") for name in (*categories[1:], *tags)),
        "Authors": "; ".join(term.name for term in post.authors),
        "Summary": post.excerpt,
    }


def pelican_command(folder: Path, out: Path) -> Sequence[str]:
    return (str(rivals() / "pelican"), "--quiet", "-s", str(folder / "pelicanconf.py"), "-o", str(out))


def hugo_folder(source: Path, folder: Path) -> None:
    """Its settings and layouts, and the posts with front matter in JSON, which it reads fastest of all."""
    shutil.copytree(HERE / "hugo", folder, dirs_exist_ok=True)
    (folder / "content" / "posts").mkdir(parents=True)
    for number, (post, text) in enumerate(sources(source)):
        front = {
            "title": post.title,
            "url": post.address,
            "categories": [term.name for term in post.categories],
            "tags": [term.name for term in post.tags],
            "authors": [term.name for term in post.authors],
            **({"date": post.date, "months": [post.month], "years": [post.date[:4]]} if post.date else {}),
        }
        place = "content/posts" if post.date else "content"
        (folder / place / f"{number:06d}.md").write_text(f"{json.dumps(front)}\n\n{SHORTCODE.sub('{{ ', text)}")


SHORTCODE = re.compile(r"\{\{(?=[<%])")
"""Begins a tag of another site's theme, at which Hugo would end."""


def hugo_command(folder: Path, out: Path) -> Sequence[str]:
    return (hugo_program(), "--quiet", "--source", str(folder), "--destination", str(out))


def hugo_program() -> str:
    """The program itself: the command that pip installs beside it is a script in Python, which has to start first."""
    return str(next(rivals().parent.glob("lib/*/site-packages/hugo/binaries/hugo")))


RIVALS: Mapping[str, Rival] = {
    rival.name: rival
    for rival in (
        Rival("presswork", presswork_folder, presswork_command, (0, 1)),  # 1: a source is refused, and the rest is built
        Rival("pelican", pelican_folder, pelican_command),
        Rival("hugo", hugo_folder, hugo_command),
    )
}
