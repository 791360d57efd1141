"""No page runs the scripts of an old text: a gist's becomes a link to it, and the report names each of the others."""

from collections.abc import Callable
from pathlib import Path

import pytest

from infra.importers.blog import Entry
from infra.importers.ghost import reader
from infra.importers.html_to_markdown.scripts import without_scripts
from infra.importers.hugo import reader as hugo
from infra.importers.jekyll import reader as jekyll
from infra.importers.medium import reader as medium
from infra.importers.pelican import reader as pelican
from infra.importers.substack import reader as substack
from infra.importers.wordpress import reader as wordpress
from infra.importers.zola import reader as zola
from tests.importers import medium_export, substack_export, trying
from tests.importers.ghost_export import exported, lexical, post
from tests.importers.medium_export import story, titled
from tests.importers.moving import Moved, live, moved
from tests.importers.wxr_samples import item, written

GIST = "https://gist.github.com/ana/0123456789abcdef"
CHART = "https://charts.example/a.js"
HTML = (
    f'<p>Salt.</p><script src="{GIST}.js?file=a.py"></script><p>Ink.</p><script async src="{CHART}"></script>'
    "<script>document.write('Tar.')</script><p>End.</p>"
)
SAID = [
    f"the script {CHART} shows nothing here, because Presswork runs no third-party code in its pages",
    "a script in its text shows nothing here, because Presswork runs no third-party code in its pages",
]
ID = "0123456789ab"


def of_wordpress(tmp_path: Path, html: str) -> Moved:
    return moved(
        wordpress.read(written(tmp_path / "old.xml", item(1, "Salt", html, link="https://oven.example/salt/"))), tmp_path / "blog"
    )


def of_wordpress_blocks(tmp_path: Path, html: str) -> Moved:
    return of_wordpress(
        tmp_path, f"<!-- wp:html -->\n{html}\n<!-- /wp:html -->\n<!-- wp:paragraph --><p>More.</p><!-- /wp:paragraph -->"
    )


def of_ghost(tmp_path: Path, html: str) -> Moved:
    return moved(reader.read(exported(tmp_path, [post("1", "Salt", html=html)])), tmp_path / "blog")


def of_ghost_cards(tmp_path: Path, html: str) -> Moved:
    rows = [post("1", "Salt", html=None, lexical=lexical({"type": "html", "html": html}))]
    return moved(reader.read(exported(tmp_path, rows)), tmp_path / "blog")


def of_medium(tmp_path: Path, html: str) -> Moved:
    stories = {f"x_Salt-{ID}": story("Salt", titled("Salt") + html, ID)}
    return moved(medium.read(medium_export.exported(tmp_path, stories)), tmp_path / "blog")


def of_substack(tmp_path: Path, html: str) -> Moved:
    return moved(
        substack.read(substack_export.exported(tmp_path, [substack_export.row("1.salt", "Salt")], {"1.salt": html})),
        tmp_path / "blog",
    )


@pytest.mark.parametrize("system", [of_wordpress, of_wordpress_blocks, of_ghost, of_ghost_cards, of_medium, of_substack])
def test_a_gist_becomes_a_card_and_other_scripts_are_named(tmp_path: Path, system: Callable[[Path, str], Moved]) -> None:
    blog = system(tmp_path, HTML)

    assert [said for said in blog.whys().get("Salt", []) if "script" in said] == SAID
    [address] = [address for address in ("/salt/", "/p/salt/", "/2011/04/28/salt/") if live(blog).has(address)]
    article = live(blog).article(address)
    assert f'<figure class="embed gist"><a href="{GIST}"' in article
    assert "Salt." in article
    assert "End." in article
    assert "<script" not in article
    assert "Tar" not in article


def test_scripts_of_a_text_with_footnotes_are_named_too(tmp_path: Path) -> None:
    note = '[{"id": "q", "content": "Below."}]'
    old = written(tmp_path / "old.xml", item(1, "Salt", f'{HTML}<p>a<sup data-fn="q">1</sup></p>', meta={"footnotes": note}))

    blog = moved(wordpress.read(old), tmp_path / "blog")

    assert blog.whys()["Salt"] == SAID
    assert f"\n\n{GIST}\n\n" in blog.text("posts/2011-04-28-salt.md")
    assert "[^1]: Below." in blog.text("posts/2011-04-28-salt.md")


MARKDOWN = f"""Salt.

<script src="{GIST}.js"></script>

Tar: <script src='//gist.github.com/0123abc.js'></script> and <SCRIPT SRC={CHART}></SCRIPT>.

```html
<script src="{GIST}.js"></script>
```

A `<script>` is no script, <!-- nor is <script src="x.js"></script> -->
"""


@pytest.mark.parametrize(
    ("read", "files", "key"),
    [
        (jekyll.read, {"_config.yml": "title: x", "_posts/2020-01-01-a.md": "---\ntitle: A\n---\n"}, "posts/2020-01-01-a.md"),
        (hugo.read, {"hugo.toml": "title='x'", "content/posts/a.md": "---\ntitle: A\ndate: 2020-01-01\n---\n"}, "posts/a.md"),
        (zola.read, {"config.toml": "title='x'", "content/posts/a.md": "+++\ntitle='A'\ndate=2020-01-01\n+++\n"}, "posts/a.md"),
        (pelican.read, {"pelicanconf.py": "SITENAME='x'", "content/a.md": "Title: A\nDate: 2020-01-01\n\n"}, "posts/a.md"),
    ],
)
def test_in_markdown_a_gist_becomes_a_link_and_other_scripts_are_named(
    tmp_path: Path, read: Callable[[Path], object], files: dict[str, str], key: str
) -> None:
    front = {path: text + MARKDOWN if path.endswith(".md") else text for path, text in files.items()}

    blog = trying.moved(read, tmp_path, front)  # type: ignore[arg-type]

    assert [said for said in blog.whys("changed") if "script" in said] == [f": A: {SAID[0]}"]
    assert f'Salt.\n\n{GIST}\n\nTar: <a href="https://gist.github.com/0123abc">' in blog.text(key)
    assert f'```html\n<script src="{GIST}.js"></script>\n```' in blog.text(key)


def test_a_script_without_an_end_goes_on_to_the_end_as_browsers_read_it() -> None:
    entry = without_scripts(Entry("1", "Salt", "<p>Salt.</p><script>x(); <p>Tar.</p>"))

    assert (entry.body, entry.changed) == ("<p>Salt.</p>", (SAID[1],))


@pytest.mark.parametrize("mark", ["<script>", "<script", "<!--", "<script></script>", "<script><!--", "<script src='"])
@pytest.mark.parametrize("kind", ["html", "commonmark"])
def test_a_text_full_of_scripts_is_read_to_its_end(mark: str, kind: str) -> None:
    body = "<script></script>\n\n" + (mark * 200_000)[:1_000_000]

    entry = without_scripts(Entry("1", "Salt", body, "html" if kind == "html" else "commonmark"))

    assert entry.changed == (SAID[1],)
