"""What is damaged in an export costs only itself, and the report names it."""

import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from infra.importers.ghost import reader
from infra.importers.hugo import reader as hugo
from infra.importers.medium import reader as medium
from infra.importers.pelican import reader as pelican
from infra.importers.substack import reader as substack
from infra.importers.wordpress import reader as wordpress
from tests.importers import medium_export, substack_export, trying
from tests.importers.ghost_export import exported, lexical, node, post, run, settings
from tests.importers.medium_export import story, titled
from tests.importers.moving import Moved, live, moved
from tests.importers.wxr_samples import item, written

ID = "0123456789ab"
AT_MEDIUM = "https://cdn-images-1.medium.com/max/800/boat.png"
BOAT = f'<figure class="graf graf--figure"><img data-image-id="boat.png" src="{AT_MEDIUM}"></figure>'
BYTES = bytes(range(256)) * 8


def damaged(path: Path, how: Callable[[bytearray, int], None]) -> Path:
    """Damage the entry `…boat.png` of a zip, which is stored as it is: `how` gets the bytes, and where the entry's begin."""
    with ZipFile(path, "a") as archive:
        archive.writestr("images/boat.png", BYTES)
    raw = bytearray(path.read_bytes())
    how(raw, raw.index(BYTES))
    path.write_bytes(raw)
    return path


def flipped(raw: bytearray, at: int) -> None:
    raw[at + 100] ^= 0xFF


def renamed(raw: bytearray, at: int) -> None:
    raw[at - 1] ^= 0xFF  # the last letter of the name that stands before the bytes


def at_medium(tmp_path: Path, how: Callable[[bytearray, int], None]) -> Moved:
    stories = {
        f"x_{name}-{number}{ID}": story(name, titled(name) + BOAT, f"{number}{ID}") for number, name in enumerate(("Salt", "Tar"))
    }
    return moved(medium.read(damaged(medium_export.exported(tmp_path, stories), how)), tmp_path / "blog")


def at_substack(tmp_path: Path, how: Callable[[bytearray, int], None]) -> Moved:
    html = f'<div class="captioned-image-container"><figure><img src="{AT_MEDIUM}"></figure></div>'
    rows = [substack_export.row("1.salt", "Salt"), substack_export.row("2.tar", "Tar")]
    path = substack_export.exported(tmp_path, rows, {"1.salt": html, "2.tar": html})
    return moved(substack.read(damaged(path, how)), tmp_path / "blog")


@pytest.mark.parametrize("how", [flipped, renamed])
@pytest.mark.parametrize("importing", [at_medium, at_substack])
def test_a_damaged_image_in_an_archive_costs_only_itself(
    tmp_path: Path, importing: Callable[[Path, Callable[[bytearray, int], None]], Moved], how: Callable[[bytearray, int], None]
) -> None:
    blog = importing(tmp_path, how)

    [why] = blog.whys()["images/boat.png"]
    assert why.startswith("it is damaged in the archive (")
    assert why.endswith(f"get it from {AT_MEDIUM}")
    assert blog.report.texts == 2
    assert not blog.report.broken_off
    assert "images/boat.png" not in blog.files()
    assert not [key for key in blog.files() if key.endswith(".part")]


HALF = "\ud83d"  # the first half of an emoji, as a program leaves it that cuts texts off by length
CARDS = (
    node("paragraph", run(f"x{HALF}")),
    {"type": "image", "src": f"/content/images/{HALF}.png", "alt": HALF},
    {"type": "markdown", "markdown": f"x{HALF}"},
    {"type": "html", "html": f"<p>{HALF}</p>"},
)


@pytest.mark.parametrize(
    "given",
    [
        *({name: f"cut{HALF}"} for name in ("id", "title", "slug", "html", "type", "custom_excerpt", "locale", "canonical_url")),
        {"html": HALF},
        {"feature_image": f"/content/images/{HALF}.png"},
        {f"x{HALF}": "y"},
        *({"html": None, "lexical": lexical(card)} for card in CARDS),
        {"html": None, "mobiledoc": json.dumps({"sections": [[1, "p", [[0, [], 0, f"x{HALF}"]]]]})},
    ],
)
def test_half_a_character_costs_only_itself_wherever_ghost_has_it(tmp_path: Path, given: dict[str, str]) -> None:
    rows = [{**post("1", "Bad"), **given}, post("2", "Good")]
    said = settings(title=f"The{HALF} Room", navigation=json.dumps([{"label": f"x{HALF}", "url": f"/{HALF}"}]))
    people = [{"id": "u1", "name": f"Inês{HALF}", "slug": f"ines{HALF}", "bio": HALF, "website": f"https://x.example/{HALF}"}]
    tags = [{"id": "t1", "name": f"Ink{HALF}", "slug": f"ink{HALF}", "description": HALF}]
    pairs = {"posts_authors": [{"post_id": "2", "author_id": "u1"}], "posts_tags": [{"post_id": "2", "tag_id": "t1"}]}

    blog = moved(reader.read(exported(tmp_path, rows, settings=said, users=people, tags=tags, **pairs)), tmp_path / "blog")

    assert not blog.report.broken_off
    assert blog.report.texts == 2
    assert "Salt keeps the ink" in live(blog).words("/good/")
    assert "title: The Room" in blog.text("site.yaml")


def test_half_a_character_costs_only_itself_in_other_systems(tmp_path: Path) -> None:
    note = json.dumps([{"id": "q", "content": f"Below{HALF}"}])
    old = written(tmp_path / "old.xml", item(1, "Rye", 'Flour<sup data-fn="q">1</sup>', meta={"footnotes": note}))
    formula = f'<div class="latex-rendered" {substack_export.data(persistentExpression=f"x{HALF}")}></div>'
    letters = substack_export.exported(tmp_path, [substack_export.row("1.salt", "Salt")], {"1.salt": formula})
    front = json.dumps({"title": f"Rye{HALF}", "slug": f"rye{HALF}", "date": "2020-01-01", "aliases": [f"/old{HALF}"]}, indent=1)

    assert moved(wordpress.read(old), tmp_path / "a").report.texts == 1
    assert moved(substack.read(letters), tmp_path / "b").report.texts == 1
    assert trying.moved(hugo.read, tmp_path / "c", {"hugo.toml": "", "content/posts/a.md": f"{front}\n\ntext"}).has("/posts/rye/")


def test_an_alias_that_is_no_address_costs_no_entry(tmp_path: Path) -> None:
    text = '---\ntitle: Rye\ndate: 2020-01-01\naliases: ["a\\x"]\n---\ntext'

    assert trying.moved(pelican.read, tmp_path, {"pelicanconf.py": "", "content/rye.md": text}).report.texts == 1
