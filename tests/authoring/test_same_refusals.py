"""A check and a build judge alike: what one calls an error, the other refuses for the same reason."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from chalicelib.errors import REASONS
from infra.authoring.check.blog_scan import read_blog
from infra.authoring.check.check import check
from infra.authoring.check.check_messages import MEANINGS, code_of_refusal
from infra.build.build import build
from tests.content.place_files import address, icon, png
from tests.content.place_samples import PICTURES, ROWS
from tests.pictures import flat_jpeg
from tests.publishing.test_refusals import BAD, STANDS, Bad

NOW = datetime(2026, 11, 26, tzinfo=UTC)
MANY_PIXELS = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (40_000).to_bytes(4) * 2 + b"\x08\x02\0\0\0" + bytes(4)
IMAGES: Mapping[str, tuple[str, bytes | Callable[[], bytes]]] = {
    "a photograph": ("posts/a.jpg", flat_jpeg(8, 8)),
    "an icon named as a PNG": ("favicon.png", icon(b"BM" * 20)),
    "a JPEG named as an icon": ("favicon.ico", flat_jpeg(8, 8)),
    "a JPEG named as a PNG": ("posts/a.png", flat_jpeg(8, 8)),
    "a text named as a JPEG": ("posts/a.jpg", b"no image"),
    "an empty image": ("posts/a.webp", b""),
    "a photograph that was cut off": ("posts/a.jpg", flat_jpeg(80, 80)[:-200]),
    "a PNG without pixels": ("posts/a.png", png()),
    "a PNG of very many pixels": ("posts/a.png", MANY_PIXELS),
    "a drawing": ("posts/a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "a drawing that fetches": ("posts/a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><style>@import 'x'</style></svg>"),
    "a page": ("posts/a.html", b"<p>"),
    "a reserved address": ("api/a.txt", b"x"),
    **{f"{name}, told": (f"a.{row.extension}", partial(row.build, row.telling)) for name, row in ROWS.items()},
    **{f"{name}, silent": (f"a.{row.extension}", partial(row.build, row.silent)) for name, row in ROWS.items()},
    **{
        f"{name} in a text": ("posts/a.md", f"# A\n\n![A]({address(build(telling))})\n".encode())
        for name, (build, telling, _) in PICTURES.items()
    },
    "a JPEG named as a document": ("posts/a.pdf", flat_jpeg(8, 8)),
    "a text named as a film": ("posts/a.mp4", b"no film"),
}


def judged(folder: Path, out: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Return the reasons of what a check calls errors, and of what a build refuses, by key."""
    checked = {one.key: one.code for one in check(read_blog(folder, NOW)) if one.is_error}
    built = {
        key: code_of_refusal(refusal.code) for key, refusal in build(folder, out, now=NOW, cache=out.with_name("cache")).refused
    }
    return checked, built


@pytest.mark.parametrize("name", IMAGES)
def test_a_file_is_an_error_of_a_check_as_a_build_refuses_it(name: str, tmp_path: Path) -> None:
    key, raw = IMAGES[name]
    path = tmp_path / "blog" / key
    path.parent.mkdir(parents=True)
    path.write_bytes(raw() if callable(raw) else raw)
    (tmp_path / "blog" / "about.md").write_text("# About\n")

    checked, built = judged(tmp_path / "blog", tmp_path / "out")

    assert checked == built


@pytest.mark.slow
@pytest.mark.parametrize("bad", BAD, ids=[f"{bad.code}-{number}" for number, bad in enumerate(BAD)])
def test_each_reason_of_the_table_is_an_error_of_both(bad: Bad, tmp_path: Path) -> None:
    folder = tmp_path / "blog"
    for key, raw in {**STANDS, bad.key: bad.source}.items():
        path = folder / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw.encode() if isinstance(raw, str) else raw or b"")

    checked, built = judged(folder, tmp_path / "out")

    assert checked == built
    assert bad.key in built


def test_every_refusal_is_an_error_of_a_check() -> None:
    codes = [code for code, reason in REASONS.items() if reason.reader == "author"]

    assert [code for code in codes if MEANINGS[code_of_refusal(code)].severity != "error"] == []


def test_a_good_and_a_bad_file_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog" / "good.jpg").write_bytes(flat_jpeg(8, 8))
    (tmp_path / "blog" / "favicon.png").write_bytes(icon(b"BM" * 20))

    checked, built = judged(tmp_path / "blog", tmp_path / "out")

    assert set(checked) == set(built) == {"favicon.png"}
