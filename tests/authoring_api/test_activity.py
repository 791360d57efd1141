"""What people's apps did is noted, with the app and what it was done to."""

from chalicelib.store.authoring import activity
from chalicelib.store.authoring.activity import Act
from tests.authoring_api.app import App, DeskBlog
from tests.authoring_api.authors import ask, token_of
from tests.pictures import flat_png


def acts_of(app: App, person: str = "ed") -> list[tuple[str, str, str]]:
    acts = activity.of_person(app.blog.cloud.table, person, 20)
    return sorted((act.act, act.about, act.client) for act in acts)


def test_each_act_of_an_app_is_noted() -> None:
    app = App(DeskBlog())
    url = app.create(name="On boats", content="They float.", mp_slug="boats")
    app.page(url)
    app.update(url, add={"category": ["sea"]})
    app.json({"action": "delete", "url": url})
    app.page(url)
    app.json({"action": "undelete", "url": url})
    picture = app.upload("boat.png", flat_png(4, 4)).headers["Location"]

    client = "https://app.example/"
    assert acts_of(app) == [
        ("create post", url, client),
        ("delete post", url, client),
        ("restore post", url, client),
        ("change post", url, client),
        ("upload file", picture, client),
    ]


def test_what_was_refused_isnt_noted() -> None:
    app = App(DeskBlog(), scopes=("media",))

    app.json({"type": ["h-entry"], "properties": {"content": ["No."]}})

    assert acts_of(app) == []


def test_each_file_that_a_push_writes_is_noted() -> None:
    blog = DeskBlog()
    token = token_of(blog.cloud, "ann")
    has = {"authorization": f"Bearer {token}"}

    etag = ask(blog.cloud, "POST", "/files?key=posts/a.md", b"one", **has)
    assert etag.status == 200

    (act,) = activity.of_person(blog.cloud.table, "ann", 5)
    assert act == Act(act.at, "ann", "put file", "posts/a.md", "https://app.example/")
