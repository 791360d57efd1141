"""Two apps and a push that change one post: nothing of anybody's is lost, and whoever is too late is told."""

from collections.abc import Callable
from typing import Any

import pytest

from bench.watching import watched
from chalicelib.authoring.posts import TRIES
from tests.authoring_api.app import App, DeskBlog, refused
from tests.function_rights import granted
from tests.publishing.blog import URL

KEY = "posts/2026-11-20-a.md"
POST = "---\ntitle: A\ndate: 2026-11-20\ntags: [one]\n---\n\nText.\n"
LINK = f"{URL}/2026/11/20/a/"


@pytest.fixture
def app() -> App:
    blog = DeskBlog()
    blog.publish({KEY: POST})
    return App(blog)


def interrupted(app: App, method: str, happens: Callable[[], object], times: int = 1) -> Any:
    """Return the app's cloud, in which something happens right before a call of the versioned bucket."""
    left = [times]

    def around(port: str, called: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if (port, called) == ("versions", method) and left[0]:
            left[0] -= 1
            happens()
        return act()

    return watched(granted(app.blog.cloud, "authoring"), around)


def test_two_updates_at_once_are_both_there(app: App) -> None:
    other = App(app.blog, "bob")
    cloud = interrupted(app, "put", lambda: other.update(LINK, add={"category": ["theirs"]}))

    assert app.json({"action": "update", "url": LINK, "add": {"category": ["ours"]}}, cloud=cloud).status == 204
    assert "tags: [one, theirs, ours]" in app.file()


def test_an_update_keeps_what_was_pushed_meanwhile(app: App) -> None:
    pushed = POST.replace("Text.", "Text that was pushed.")
    cloud = interrupted(app, "put", lambda: app.blog.upload(KEY, pushed))

    app.json({"action": "update", "url": LINK, "replace": {"name": ["B"]}}, cloud=cloud)

    assert app.file() == pushed.replace("title: A", "title: B")


def test_an_update_of_a_post_that_others_change_all_the_time_is_refused(app: App) -> None:
    texts = iter(range(100))
    cloud = interrupted(app, "put", lambda: app.blog.upload(KEY, f"{POST}{next(texts)}\n"), times=TRIES)
    reply = app.json({"action": "update", "url": LINK, "replace": {"name": ["B"]}}, cloud=cloud)

    assert reply.status == 409
    assert refused(reply) == (409, "invalid_request")
    assert app.file() == f"{POST}{TRIES - 1}\n"


def test_a_post_that_was_changed_before_its_deletion_can_be_restored_as_it_was_last(app: App) -> None:
    cloud = interrupted(app, "delete", lambda: app.blog.upload(KEY, f"{POST}More.\n"))

    assert app.json({"action": "delete", "url": LINK}, cloud=cloud).status == 204
    assert not app.keys()
    app.json({"action": "undelete", "url": LINK})
    assert app.file() == f"{POST}More.\n"


def test_an_update_of_a_post_that_was_deleted_meanwhile_brings_nothing_back(app: App) -> None:
    cloud = interrupted(app, "put", lambda: app.blog.delete(KEY))
    reply = app.json({"action": "update", "url": LINK, "replace": {"name": ["B"]}}, cloud=cloud)

    assert refused(reply) == (400, "invalid_request")
    assert not app.keys()


def test_restoring_replaces_no_file_that_came_meanwhile(app: App) -> None:
    app.json({"action": "delete", "url": LINK})
    cloud = interrupted(app, "put", lambda: app.blog.upload(KEY, f"{POST}Pushed.\n"))

    assert app.json({"action": "undelete", "url": LINK}, cloud=cloud).status == 204
    assert app.file() == f"{POST}Pushed.\n"


def test_two_new_posts_at_once_get_two_addresses(app: App) -> None:
    entry = {"type": ["h-entry"], "properties": {"content": ["x"], "mp-slug": ["b"]}}
    ann = App(app.blog, "ann", "author", author="ann")
    theirs: list[str] = []
    cloud = interrupted(app, "put", lambda: theirs.append(ann.json(entry).headers["Location"]))

    ours = app.json(entry, cloud=cloud).headers["Location"]

    assert {ours, *theirs} == {f"{URL}/2026/11/25/b/", f"{URL}/2026/11/25/b-2/"}
    assert app.page(ours)
    assert app.page(theirs[0])


def test_a_post_does_not_move_to_the_address_of_another(app: App) -> None:
    app.blog.publish({"posts/2026-11-20-b.md": POST.replace("title: A", "title: B")})

    reply = app.update(LINK, replace={"mp-slug": ["b"]})

    assert reply.status == 409
    assert "slug" not in app.text(KEY)


def test_a_new_post_does_not_get_the_address_of_a_pushed_one(app: App) -> None:
    app.blog.publish({"posts/tides.md": POST.replace("title: A", "title: Tides").replace("11-20", "11-25")})

    assert app.create(name="Tides", content="x") == f"{URL}/2026/11/25/tides-2/"


def test_the_address_of_a_post_that_is_gone_is_free_again(app: App) -> None:
    first = app.create(content="x", mp_slug="b")
    app.json({"action": "delete", "url": first})
    app.blog.settle()

    assert app.create(content="y", mp_slug="b") == first


def test_a_post_that_moved_is_found_by_both_addresses(app: App) -> None:
    reply = app.update(LINK, replace={"mp-slug": ["b"]})
    moved = f"{URL}/2026/11/20/b/"

    assert (reply.status, reply.headers["Location"]) == (201, moved)
    assert app.page(moved)
    assert app.source(LINK) == app.source(moved)
