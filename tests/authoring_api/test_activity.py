"""What people's apps did is noted, with the app and what it was done to."""

from chalicelib.store.authoring import activity
from chalicelib.store.authoring.activity import Act
from tests.authoring_api.app import App, DeskBlog
from tests.authoring_api.authors import ask, token_of


def acts_of(app: App, person: str = "ed") -> list[tuple[str, str, str]]:
    acts = activity.of_person(app.blog.cloud.table, person, 20)
    return sorted((act.act, act.about, act.client) for act in acts)


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
