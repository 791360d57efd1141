"""Hugo's mounts: whichever folder is the content, the files or the templates of a site, it is read as that."""

from pathlib import Path

import pytest

from infra.importers.hugo.mounts import Mount
from infra.importers.hugo.reader import read
from tests.importers.hugo_blog import CONFIG, RYE
from tests.importers.trying import PIXEL, Files, moved


def mounted(*mounts: str) -> str:
    return CONFIG + "".join(f"[[module.mounts]]\n{mount}\n" for mount in mounts)


PLACES: dict[str, tuple[str, str]] = {
    "a folder as the content": (mounted('source = "docs"\ntarget = "content"'), "docs/posts/rye.md"),
    "a folder as a section": (mounted('source = "writing"\ntarget = "content/posts"'), "writing/rye.md"),
    "the root": (mounted('source = "."\ntarget = "content/posts"\nfiles = ["*.md"]'), "rye.md"),
    "one file": (mounted('source = "notes/RYE.md"\ntarget = "content/posts/rye.md"'), "notes/RYE.md"),
    "a folder of another program": (mounted('source = "node_modules/a/b"\ntarget = "content/posts"'), "node_modules/a/b/rye.md"),
    "several folders": (
        mounted('source = "one"\ntarget = "content"', 'source = "two/deep"\ntarget = "content/posts"'),
        "two/deep/rye.md",
    ),
    "a setting": (f'contentDir = "src/content"\n{CONFIG}', "src/content/posts/rye.md"),
    "a language": (mounted('source = "inglés"\ntarget = "content"\nlang = "en"'), "inglés/posts/rye.md"),
    "languages as they are written now": (
        mounted('source = "x"\ntarget = "content"\n[module.mounts.sites.matrix]\nlanguages = ["en"]'),
        "x/posts/rye.md",
    ),
}


@pytest.mark.parametrize(("config", "path"), PLACES.values(), ids=PLACES)
def test_a_post_is_found_wherever_it_is_mounted(tmp_path: Path, config: str, path: str) -> None:
    blog = moved(read, tmp_path, {"hugo.toml": config, path: RYE})

    assert "<h1>Rye &amp; salt</h1>" in blog.page("/posts/rye/")
    assert blog.built.posts == 1


def test_files_and_templates_are_found_where_they_are_mounted(tmp_path: Path) -> None:
    config = mounted('source = "pictures"\ntarget = "static/img"', 'source = "parts"\ntarget = "layouts"')
    files: Files = {
        "hugo.toml": config,
        "content/posts/rye.md": f"{RYE}\n![a](/img/a.png)\n\n{{{{< key >}}}}\n",
        "pictures/a.png": PIXEL,
        "static/b.png": PIXEL,
        "parts/shortcodes/key.html": "<kbd>x</kbd>",
    }

    blog = moved(read, tmp_path, files)

    assert blog.all_keys() == ["img/a.png", "posts/rye.md", "site.yaml"]
    assert "<kbd>x</kbd>" in blog.article("/posts/rye/")
    assert blog.built.missing == ()


@pytest.mark.parametrize(
    ("mount", "path", "below"),
    [
        (Mount("content", "content"), "content/posts/rye.md", "posts/rye.md"),
        (Mount("docs", "content/guide"), "docs/a.md", "guide/a.md"),
        (Mount("docs", "content", takes=("**/a.md",)), "docs/x/b.md", None),
        (Mount("docs", "content", takes=("**/a.md",)), "docs/x/a.md", "x/a.md"),
        (Mount("docs", "content", leaves=("drafts/*",)), "docs/drafts/a.md", None),
        (Mount("docs", "content", leaves=("*.txt",)), "docs/x/a.txt", None),
        (Mount("doc", "content"), "docs/a.md", None),
    ],
)
def test_a_mount_holds_what_is_below_its_source_and_fits_its_patterns(mount: Mount, path: str, below: str | None) -> None:
    assert mount.below(path) == below


def test_a_mount_outside_the_folder_is_told(tmp_path: Path) -> None:
    config = mounted('source = "../secrets"\ntarget = "content"', 'source = "content"\ntarget = "content"')

    blog = moved(read, tmp_path, {"hugo.toml": config, "content/posts/rye.md": RYE})

    assert [why for why in blog.whys("skipped") if "../secrets: this mount is outside the folder" in why]
    assert blog.built.posts == 1


def test_pictures_of_assets_and_of_the_theme_are_imported_if_a_text_shows_them(tmp_path: Path) -> None:
    text = f"{RYE}\n![a](img/a.png) ![b](/img/b.png) ![c](/img/c.png)\n"
    files: Files = {
        "hugo.toml": f'theme = "plain"\n{CONFIG}',
        "content/posts/rye.md": text,
        "assets/img/a.png": PIXEL,
        "assets/img/z.png": PIXEL,
        "static/img/b.png": PIXEL,
        "themes/plain/static/img/b.png": b"another",
        "themes/plain/static/img/c.png": PIXEL,
        "themes/plain/static/img/z.png": PIXEL,
        "themes/plain/exampleSite/content/posts/other.md": RYE,
    }

    blog = moved(read, tmp_path, files)

    assert blog.all_keys() == ["img/a.png", "img/b.png", "img/c.png", "posts/rye.md", "site.yaml"]
    assert (blog.into / "img/b.png").read_bytes() == PIXEL
    assert blog.built.missing == ()
    assert not [why for why in blog.whys("skipped") if ".png" in why]
