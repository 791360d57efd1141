"""The comments of an export: beside their posts, as imports write them, so that a site made of it has them again."""

import json
import stat
from pathlib import Path

from chalicelib.store import comments as stored
from infra.authoring.export.export import ExportReport, export
from infra.authoring.target.bucket_listing import of_bucket
from infra.running.comment_import import import_
from infra.running.comments import decide
from tests.comments.test_comments import SITE, Discussion
from tests.publishing.blog import MemoryBlog, post

INK = post(title="Ink", date="2026-11-20")
FILE = "posts/.pen.comments.json"


def discussed() -> Discussion:
    """Return a site with an approved comment, one that waits, and a deleted one, on a post that was renamed since."""
    blog = MemoryBlog()
    blog.publish({"site.yaml": SITE, "posts/ink.md": INK, "posts/quiet.md": post(title="Quiet", date="2026-11-21")})
    discussion = Discussion(blog)
    for text in ("*Shown* <b>.", "Waits.", "Gone."):
        discussion.comment(text=text, email="ada@example.org")
    ids = {comment.text: f"posts/ink.md#{comment.anchor}" for comment in stored.held(discussion.cloud.table, 3)}
    decide(discussion.cloud, ids=[ids["*Shown* <b>."]], act="approve")
    decide(discussion.cloud, ids=[ids["Gone."]], act="delete")
    blog.publish_at_once({"posts/ink.md": None, "posts/pen.md": INK})
    discussion.settle()
    return discussion


def exported(discussion: Discussion, out: Path, *, with_addresses: bool = False) -> ExportReport:
    return export(discussion.cloud, of_bucket(discussion.cloud.content), out, "press", with_addresses=with_addresses)


def test_a_site_that_is_made_of_an_export_has_the_same_comments(tmp_path: Path) -> None:
    discussion = discussed()
    assert exported(discussion, tmp_path).comments == 2

    blog = MemoryBlog()
    blog.publish({"site.yaml": SITE, "posts/pen.md": INK})
    other = Discussion(blog)
    import_(other.cloud, folder=tmp_path)
    other.settle()

    address = "/2026/11/20/pen/"
    assert "<em>Shown</em> &lt;b&gt;." in (blog.page(address) or "")
    assert (blog.page(address) or "").count("comment-") == (discussion.blog.page(address) or "").count("comment-")
    assert [comment.text for comment in stored.held(other.cloud.table, 9)] == ["Waits."]


def test_no_address_is_saved_unless_it_is_asked_for(tmp_path: Path) -> None:
    discussion = discussed()

    exported(discussion, tmp_path)
    assert "ada@example.org" not in (tmp_path / FILE).read_text()

    exported(discussion, tmp_path, with_addresses=True)
    rows = json.loads((tmp_path / FILE).read_text())
    assert {row["status"]: row.get("email", "") for row in rows} == {
        "approved": "ada@example.org",
        "waiting": "ada@example.org",
        "deleted": "",
    }


def test_the_file_is_its_owners_alone_and_only_beside_posts_with_comments(tmp_path: Path) -> None:
    exported(discussed(), tmp_path)

    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob(".*.comments.json")] == [FILE]
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) & 0o077 == 0
