"""The folder that a build makes holds what readers may have, and nothing else, whatever the blog holds and held."""

import gzip
import os
import stat
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.content.addresses.preview_addresses import FOLDER
from chalicelib.content.frontmatter.privacy_keys import PRIVATE, ROWS
from infra.build.build import build
from infra.build.build_cache import cache_of
from infra.files.blog_folder import every_key
from infra.files.manifest_file import FILE
from tests.folder_contents import files_of
from tests.publishing.blog import post

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
URL = "https://press.example"
MARK = "Zxqvhid"  # each text that is for nobody has it, and a letter of its own
WORDS = {"private": "yes", "password": "x", "visibility": "friends", "access": "members", "status": "private", "render": "never"}
WITHHELD: Mapping[str, Mapping[str, object]] = {
    "draft": {"draft": True},
    "unpublished": {"published": False},
    "scheduled": {"date": "2027-03-01"},
    "expired": {"expires": "2026-11-21"},
    "refused": {"date": "never"},
    **{f"{name}-{row}": {name: WORDS.get(name, "no" if name in ("publish", "dg-publish", "permalink") else "private")}
       for row, one in enumerate(ROWS) if one.code == PRIVATE for name in one.names if "." not in name},
}  # fmt: skip
BESIDE = {
    ".env": "SECRET={mark}",
    ".presswork.toml": 'site = "./{mark}"\n',
    ".presswork/catalog.jsonl": '"{mark}"',
    ".presswork/subscribers.csv": "{mark}@reader.example",
    "posts/shown.md~": "{mark}",
    "posts/shown.md.error.txt": "{mark}",
    "posts/.shown.comments.json": '["{mark}"]',
    "posts/shown.comments.json": '["{mark}"]',
    "presswork.toml": "# {mark}\n",
    "templates/month.html": "{{# {mark} #}}{{% extends 'presswork/month.html' %}}",
    "templates/phrases/es.po": '# {mark}\nmsgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n',
    "site.yaml": "# {mark}\ntitle: The Press\nlanguages: [en, es]\nimages: {{cards: yes}}\nsidebar: [recent, topics, archives]\n",
}
SHOWN = {
    "posts/shown.md": post("Shown to all, [and](withheld-draft.md).", title="Shown", tags=["one"], series="Several"),
    "about.md": "# About\n\nUs.\n",
}


def lay_out(folder: Path, *, withheld: bool) -> None:
    """Write a blog with each text that is for nobody, or, of the same posts, one that all may read."""
    for name, front in WITHHELD.items():
        text = f"{MARK} of {name}: ![{MARK}]({MARK}.png)\n\n## {MARK} {name}\n"
        front_here = front if withheld else {}
        front_of_all = {"title": f"{MARK} {name}", "tags": ["one", MARK], "series": "Several", "aliases": [f"/{MARK}-{name}/"]}
        put(folder, f"posts/withheld-{name}.md", post(text, **{**front_of_all, **front_here}))
    for key, text in BESIDE.items():
        put(folder, key, text.format(mark=MARK))
    for key, text in SHOWN.items():
        put(folder, key, text)


def put(folder: Path, key: str, text: str) -> None:
    (folder / key).parent.mkdir(parents=True, exist_ok=True)
    (folder / key).write_text(text)


def with_a_mark(out: Path) -> set[str]:
    """Return the files that hold a text that is for nobody, in their names or in their bytes, packed ones unpacked."""
    return {key for key, raw in files_of(out).items() if any(MARK.lower().encode() in one.lower() for one in layers(key, raw))}


def layers(key: str, raw: bytes) -> Iterator[bytes]:
    yield key.encode()
    yield raw
    assert not raw.startswith((b"SQLite format 3", b"PK\x03\x04")), key
    if raw.startswith(b"\x1f\x8b"):
        yield gzip.decompress(raw)
    if raw[:1] == b"\x78":
        yield zlib.decompress(raw)


def built(tmp_path: Path, keys: tuple[str, ...] = ()) -> Path:
    build(tmp_path / "blog", tmp_path / "out", url=URL, now=NOW, keys=keys)
    return tmp_path / "out"


def test_nothing_in_the_folder_has_a_text_that_is_for_nobody(tmp_path: Path) -> None:
    lay_out(tmp_path / "blog", withheld=True)

    assert with_a_mark(built(tmp_path)) == set()
    assert b"Shown to all" in (tmp_path / "out/2026/11/20/shown/index.html").read_bytes()


def test_what_was_shown_and_is_withdrawn_leaves_nothing_behind(tmp_path: Path) -> None:
    lay_out(tmp_path / "blog", withheld=False)
    assert len(with_a_mark(built(tmp_path))) > len(WITHHELD)
    lay_out(tmp_path / "blog", withheld=True)

    assert with_a_mark(built(tmp_path)) == set()


def test_a_preview_alone_shows_a_draft_and_the_manifest_does_not_tell_where(tmp_path: Path) -> None:
    """Who gives a build the keys of links wants previews, which nobody can guess."""
    lay_out(tmp_path / "blog", withheld=True)

    out = built(tmp_path, ("a key",))

    shown = with_a_mark(out)
    assert shown
    assert all(f"/{key}".startswith(FOLDER) for key in shown)
    names = {key.split("/")[2].encode() for key in shown}
    assert not [key for key, raw in files_of(out).items() if key not in shown and any(name in raw for name in names)]


@pytest.mark.parametrize("keys", [(), ("a key",)])
def test_every_file_is_a_page_or_a_published_file_but_for_the_manifest(tmp_path: Path, keys: tuple[str, ...]) -> None:
    lay_out(tmp_path / "blog", withheld=True)

    out = built(tmp_path, keys)

    assert files_of(out).keys() == {*every_key(cache_of(out).public), FILE}
    assert {path.name for path in (out / FILE).parent.iterdir()} == {Path(FILE).name}


def test_what_a_build_keeps_for_itself_only_its_owner_can_read(tmp_path: Path) -> None:
    lay_out(tmp_path / "blog", withheld=True)

    folder = cache_of(built(tmp_path)).folder

    for above in (folder, folder.parent, folder.parent.parent):
        assert stat.S_IMODE(above.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir() if path.is_file()} == {0o600}
    assert MARK.encode() in b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    assert not folder.is_relative_to(os.path.realpath(tmp_path))
