"""A site on a plain host, where nothing answers a form: no page has one, or leads to the API."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.build.build import build
from infra.command import main
from tests.publishing.blog import NOW, post

SITE = """title: {en: The Press, es: La prensa}
languages: [en, es]
authors: {Ada: {text: Sets type.}, Grace: {text: Prints.}}
categories: {Ink: {text: What ink is made of.}}
sidebar: {boxes: [follow, recent, topics, archives, feeds, top], beside: everywhere}
"""
MARKS = ("Follow by email", '"#_follow"', 'type="email"', "The latest email")
API = "https://api.example"
FORM = 'action="{}/api/subscriptions"'


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    """A blog with a page of every kind, a translation, topics that can be followed, and the preview of a draft."""
    folder = tmp_path / "blog"
    (folder / "posts").mkdir(parents=True)
    (folder / "site.yaml").write_text(SITE)
    for at, author in enumerate(("Ada", "Grace"), 1):
        for lang in ("en", "es"):
            said = post(title=f"News {at}", date=f"2026-11-0{at}", authors=[author], categories=["Ink"], tags=["Soot"], lang=lang)
            (folder / f"posts/{at}.{lang}.md").write_text(said)
    (folder / "posts/draft.md").write_text(post(title="Soon", date="2026-11-03", draft=True))
    return folder


def built(blog: Path, out: Path, **options: str | None) -> Mapping[str, str]:
    """Return every file that a build publishes, as text."""
    assert not build(blog, out, url="https://press.example", now=NOW, keys=("key",), **options).failed  # type: ignore[arg-type]
    return {path.relative_to(out).as_posix(): path.read_text("utf-8", "replace") for path in out.rglob("*") if path.is_file()}


def leading_to_api(files: Mapping[str, str]) -> list[str]:
    return [name for name, text in files.items() if "/api/" in text]


def test_with_an_api_pages_and_letters_lead_to_it(blog: Path, tmp_path: Path) -> None:
    files = built(blog, tmp_path / "out")

    assert {"follow/index.html", "es/index.html", "category/ink/index.html", "author/ada/index.html", "robots.txt"} <= {
        *leading_to_api(files)
    }
    assert any(name.endswith("/letter/index.html") for name in leading_to_api(files))
    assert [mark for mark in MARKS if not any(mark in text for text in files.values())] == []


@pytest.mark.parametrize(("site", "api"), [(SITE, None), (f"{SITE}newsletter: no\n", "")], ids=["no API", "no newsletter"])
def test_without_an_api_or_letters_nothing_that_is_published_leads_to_the_api(
    blog: Path, tmp_path: Path, site: str, api: str | None
) -> None:
    (blog / "site.yaml").write_text(site)

    files = built(blog, tmp_path / "out", api=api)

    assert leading_to_api(files) == []
    assert [name for name, text in files.items() if any(mark in text for mark in MARKS)] == []
    assert "/feed/" in files["follow/index.html"]
    assert "feed/index.xml" in files


def test_a_form_is_sent_to_the_api_that_the_build_was_told_of(blog: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    assert main(["build", str(blog), str(out), "--api", API]) == 0

    for name in ("follow/index.html", "index.html", "category/ink/index.html"):
        page = (out / name).read_text()
        assert FORM.format(API) in page
        assert f"form-action 'self' {API}" in page
        assert FORM.format("") not in page


def test_a_build_into_a_folder_has_no_form_until_it_is_told_of_an_api_and_a_push_keeps_what_it_was_told(
    blog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, page = tmp_path / "out", tmp_path / "out/follow/index.html"
    monkeypatch.chdir(blog)

    said = []
    for verb, *arguments in (["build", ".", str(out)], ["build", ".", str(out), "--api", API], ["push", "--site", str(out)]):
        assert main([verb, *arguments]) == 0
        said.append("/api/subscriptions" in page.read_text())

    assert said == [False, True, True]


def test_an_api_is_a_scheme_and_a_host(blog: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(blog), str(tmp_path / "out"), "--api", "api.example/v1"]) == 2

    assert "--api" in capsys.readouterr().err
