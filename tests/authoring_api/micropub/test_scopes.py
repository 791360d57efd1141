"""What a token may do to which posts: drafts, published ones, one's own, others'."""

import pytest

from chalicelib.authoring.grants import SCOPES
from chalicelib.store.authoring import activity
from tests.authoring_api.app import JSON, MULTIPART, App, DeskBlog, multipart, refused
from tests.pictures import flat_png
from tests.publishing.blog import URL, post

KEY = "posts/bob/2026-11-20-a.md"
LINK = f"{URL}/2026/11/20/a/"
WRITES = [name for name in SCOPES if name != "publish"]
FORBIDDEN, TOO_LITTLE = (403, "forbidden"), (403, "insufficient_scope")


@pytest.fixture
def blog() -> DeskBlog:
    blog = DeskBlog("title: The Press\ncategories: {machines: {name: Machines}}\n")
    blog.publish({KEY: post(title="A")})
    return blog


def test_without_publish_an_app_makes_drafts(blog: DeskBlog) -> None:
    app = App(blog, scopes=WRITES)
    url = app.create(name="T", content="x", post_status="published")

    assert "draft: true" in app.text("posts/2026-11-25-t.md")
    assert not app.page(url)
    assert app.source(url)["post-status"] == ["draft"]


def test_with_draft_alone_an_app_makes_drafts(blog: DeskBlog) -> None:
    assert not App(blog, scopes=["draft"]).page(App(blog, scopes=["draft"]).create(name="T", content="x"))


def test_without_publish_an_app_changes_drafts_and_leaves_them_so(blog: DeskBlog) -> None:
    app = App(blog, scopes=WRITES)
    url = app.create(name="T", content="x")

    assert app.update(url, replace={"content": ["y"]}).status == 204
    assert refused(app.update(url, replace={"post-status": ["published"]})) == TOO_LITTLE
    assert refused(app.update(url, delete=["post-status"])) == TOO_LITTLE
    assert "draft: true" in app.text("posts/2026-11-25-t.md")


def test_without_publish_an_app_changes_no_published_post(blog: DeskBlog) -> None:
    app = App(blog, scopes=WRITES)

    assert refused(app.update(LINK, replace={"content": ["y"]})) == TOO_LITTLE
    assert app.text(KEY) == post(title="A")


def test_without_publish_an_app_withdraws_a_post_and_cannot_bring_it_back(blog: DeskBlog) -> None:
    app = App(blog, scopes=WRITES)

    assert app.json({"action": "delete", "url": LINK}).status == 204
    assert refused(app.json({"action": "undelete", "url": LINK})) == TOO_LITTLE


def test_a_draft_is_published_by_who_may(blog: DeskBlog) -> None:
    url = App(blog, scopes=WRITES).create(name="T", content="x")
    editor = App(blog)

    assert editor.update(url, replace={"post-status": ["published"]}).status == 204
    assert editor.page(url)
    assert "draft" not in editor.text("posts/2026-11-25-t.md")


def test_a_draft_stays_one_with_publish_too(blog: DeskBlog) -> None:
    app = App(blog)

    assert not app.page(app.create(name="T", content="x", post_status="draft"))


def test_a_post_of_the_future_appears_in_its_time(blog: DeskBlog) -> None:
    app = App(blog)
    url = app.create(name="T", content="x", published="2026-12-24T18:00:00+01:00")

    assert url == f"{URL}/2026/12/24/t/"
    assert not app.page(url)
    assert app.source(url)["published"] == ["2026-12-24T17:00:00+00:00"]


@pytest.mark.parametrize(
    ("visibility", "on_home", "at_address"), [("public", True, True), ("unlisted", False, True), ("private", False, False)]
)
def test_a_post_is_as_visible_as_it_says(blog: DeskBlog, visibility: str, on_home: bool, at_address: bool) -> None:
    app = App(blog)
    url = app.create(name="Tides", content="x", visibility=visibility)

    assert bool(app.page(url)) == at_address
    assert ("Tides" in (blog.page("/") or "")) == on_home
    assert app.source(url)["visibility"] == [visibility]


@pytest.mark.parametrize("missing", ["update", "delete", "undelete"])
def test_each_act_needs_its_scope(blog: DeskBlog, missing: str) -> None:
    app = App(blog, scopes=[name for name in SCOPES if name != missing])

    assert refused(app.json({"action": missing, "url": LINK, "replace": {"content": ["y"]}})) == TOO_LITTLE
    assert app.text(KEY) == post(title="A")


def test_an_upload_needs_a_scope(blog: DeskBlog) -> None:
    assert refused(App(blog, scopes=["update"]).upload("a.png", flat_png(3, 2))) == TOO_LITTLE
    assert App(blog, scopes=["media"]).upload("a.png", flat_png(3, 2)).status == 201


@pytest.mark.parametrize("token", ["", "nobody's", "x" * 10_000])
def test_an_unknown_token_is_refused(blog: DeskBlog, token: str) -> None:
    app = App(blog)
    app.token = token

    for reply in (app.form(("content", "x")), app.ask("GET", query=[("q", "config")]), app.upload("a.png", flat_png(3, 2))):
        assert refused(reply) == (401, "unauthorized")
        assert reply.headers["WWW-Authenticate"] == "Bearer"


def test_what_an_app_did_is_noted_by_person(blog: DeskBlog) -> None:
    app = App(blog)
    url = app.create(name="T", content="x")
    app.update(url, replace={"content": ["y"]})
    app.json({"action": "delete", "url": url})
    app.json({"action": "undelete", "url": url})
    app.upload("a.png", flat_png(3, 2))
    app.json({"action": "delete", "url": f"{URL}/nothing/"})

    acts = activity.of_person(blog.cloud.table, "ed", 10)
    assert sorted(act.act for act in acts) == ["change post", "create post", "delete post", "restore post", "upload file"]
    assert {act.client for act in acts} == {"https://app.example/"}
    assert app.token not in repr(acts)


def test_an_author_reads_and_changes_only_their_own_posts(blog: DeskBlog) -> None:
    ann = App(blog, "ann", "author", author="ann")

    assert refused(ann.update(LINK, replace={"content": ["y"]})) == FORBIDDEN
    assert refused(ann.json({"action": "delete", "url": LINK})) == FORBIDDEN
    assert refused(ann.json({"action": "undelete", "url": LINK})) == FORBIDDEN
    assert refused(ann.ask("GET", query=[("q", "source"), ("url", LINK)])) == FORBIDDEN
    assert ann.get(("q", "source")) == {"items": []}
    assert ann.text(KEY) == post(title="A")


@pytest.mark.parametrize("key", ["about.md", "notes/about.md"])
@pytest.mark.parametrize(
    ("text", "refusal"),
    [(post(title="A", date=None), FORBIDDEN), (post(title="A", date=None, draft=True), (400, "invalid_request"))],
    ids=["published", "a draft, which isn't named"],
)
def test_a_page_outside_the_folder_of_posts_is_nobodys(blog: DeskBlog, key: str, text: str, refusal: tuple[int, str]) -> None:
    blog.publish({key: text})
    link = f"{URL}/{key.removesuffix('.md')}/"
    editor = App(blog)

    assert refused(editor.ask("GET", query=[("q", "source"), ("url", link)])) == refusal
    assert refused(editor.update(link, replace={"content": ["y"]})) == refusal
    assert refused(editor.json({"action": "delete", "url": link})) == refusal
    assert [item["properties"]["name"] for item in editor.get(("q", "source"))["items"]] == [["A"]]  # that of the fixture
    assert editor.text(key) == text


def test_an_author_writes_posts_and_pictures_under_their_name(blog: DeskBlog) -> None:
    ann = App(blog, "ann", "author", author="ann")
    url = ann.create(name="T", content="x", photo=ann.upload("Boat.PNG", flat_png(3, 2)).headers["Location"])

    assert ann.keys("posts/ann/") == ["posts/ann/2026-11-25-t.md"]
    assert ann.keys("images/") == ["images/ann/2026/11/boat.png"]
    assert "author: ann" in ann.text("posts/ann/2026-11-25-t.md")
    assert "/author/ann/" in ann.page(url)


def test_a_category_of_the_site_is_no_tag(blog: DeskBlog) -> None:
    app = App(blog)
    url = app.create(name="T", content="x", category=["Machines", "ink"])
    blog.settle()

    assert "categories: [Machines]\ntags: [ink]\n" in app.text("posts/2026-11-25-t.md")
    assert blog.page("/category/machines/")
    assert app.source(url)["category"] == ["Machines", "ink"]


def test_a_category_that_a_post_has_is_one_of_the_site(blog: DeskBlog) -> None:
    blog.publish({"posts/b.md": post(title="B", categories=["Type"])})
    app = App(blog)
    app.create(name="T", content="x", category=["type"])

    assert "categories: [Type]" in app.text("posts/2026-11-25-t.md")


def test_an_app_that_only_uploads_reads_no_posts(blog: DeskBlog) -> None:
    app = App(blog, scopes=("media",))

    assert refused(app.ask("GET", query=[("q", "source")])) == (403, "insufficient_scope")
    assert refused(app.ask("GET", query=[("q", "source"), ("url", LINK)])) == (403, "insufficient_scope")
    assert refused(app.ask("POST", "/items", b'{"query": "SITE"}', JSON)) == (403, "insufficient_scope")


def test_a_draft_brings_files_only_where_the_app_may_upload(blog: DeskBlog) -> None:
    body = multipart([("h", "entry"), ("content", "A boat.")], [("photo", "a.png", flat_png(3, 2))])

    assert refused(App(blog, scopes=("draft",)).ask("POST", body=body, type=MULTIPART)) == (403, "insufficient_scope")
    assert App(blog).keys("images/") == []
    assert App(blog, scopes=("draft", "media")).ask("POST", body=body, type=MULTIPART).status == 202
