"""Posts that had no title in the old blog are notes in the new one."""

from pathlib import Path

from infra.importers.ghost import reader as ghost
from infra.importers.hugo.reader import read as read_hugo
from infra.importers.jekyll.reader import read as read_jekyll
from infra.importers.markdown_folder.reader import read as read_folder
from tests.importers import ghost_export, hugo_blog, jekyll_blog
from tests.importers.from_wordpress import imported, source
from tests.importers.moving import moved as moved_export
from tests.importers.trying import moved
from tests.importers.wxr_samples import item

FROST = "Frost on the quay."


def test_an_aside_of_wordpress_stays_without_a_title(tmp_path: Path) -> None:
    blog, report = imported(tmp_path, item(5, "", f"<p>{FROST}</p>", slug="5"))
    keys = [key for key in (blog / "posts").iterdir() if key.suffix == ".md"]

    assert len(keys) == 1
    assert source(blog, f"posts/{keys[0].name}").startswith("---\ntitle: ''\n")
    assert [note.why for note in report.notes if "title" in note.why] == []


def test_ghost_s_name_for_a_post_without_a_title_is_none(tmp_path: Path) -> None:
    path = ghost_export.exported(tmp_path, [ghost_export.post("5f01", "(Untitled)")])
    moved_export(ghost.read(path), tmp_path / "blog")

    assert [text.read_text().splitlines()[1] for text in (tmp_path / "blog/posts").glob("*.md")] == ["title: ''"]


def test_hugo_makes_no_titles_so_a_micropost_has_none(tmp_path: Path) -> None:
    post = f"---\ndate: 2011-04-28T10:00:00Z\n---\n{FROST}\n"
    blog = moved(read_hugo, tmp_path, {"hugo.toml": hugo_blog.CONFIG, "content/posts/frost.md": post})
    page = blog.page("/posts/frost/")

    assert blog.text(next(key for key in blog.all_keys() if key.endswith("frost.md"))).startswith("---\ntitle: ''\n")
    assert f"<title>{FROST} · The Oven</title>" in page
    assert f'<h1 class="unseen">{FROST}</h1>' in page


def test_jekyll_makes_titles_unless_it_is_told_not_to(tmp_path: Path) -> None:
    files = {
        "_config.yml": jekyll_blog.CONFIG,
        "_posts/2011-04-28-frost.md": f'---\ntitle: ""\n---\n{FROST}\n',
        "_posts/2011-04-29-thaw.md": f"---\nlayout: post\n---\n{FROST}\n",
    }
    blog = moved(read_jekyll, tmp_path, files)

    assert blog.text("posts/2011-04-28-frost.md").startswith("---\ntitle: ''\n")
    assert blog.text("posts/2011-04-29-thaw.md").startswith("---\ntitle: Thaw\n")


def test_in_a_folder_of_markdown_an_empty_title_is_meant(tmp_path: Path) -> None:
    files = {
        "posts/2011-04-28-frost.md": f'---\ntitle: ""\ndate: 2011-04-28\n---\n{FROST}\n',
        "posts/2011-04-29-thaw.md": f"---\ndate: 2011-04-29\n---\n{FROST}\n",
    }
    blog = moved(read_folder, tmp_path, files)

    assert blog.text("posts/2011-04-28-frost.md").startswith("---\ntitle: ''\n")
    assert blog.text("posts/2011-04-29-thaw.md").startswith("---\ntitle: Thaw\n")
