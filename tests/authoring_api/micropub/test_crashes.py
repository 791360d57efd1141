"""A function that dies at any call, and an app that sends the same request again: one post, whole, and no other."""

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any

import pytest

from bench.watching import watched
from chalicelib.cloud.ports import Cloud
from chalicelib.web.http import Reply
from tests.authoring_api.app import MULTIPART, App, DeskBlog, multipart
from tests.crashing_workers import Died, dying
from tests.function_rights import granted
from tests.pictures import flat_png
from tests.publishing.blog import URL

POST = "---\ntitle: A\ndate: 2026-11-20\n---\n\nText.\n"
LINK = f"{URL}/2026/11/20/a/"
KEY = "posts/2026-11-20-a.md"
PICTURE = flat_png(30, 20)

Send = Callable[[App, Cloud], Reply]
NAMED: Mapping[str, str] = {"idempotency-key": "one"}
ENTRY = {"type": ["h-entry"], "properties": {"name": ["New"], "content": ["x"], "category": ["one"]}}
SLUGGED = {"type": ["h-entry"], "properties": {"content": ["x"], "mp-slug": ["here"]}}
UPLOAD = multipart([("content", "x"), ("mp-slug", "here")], [("photo", "boat.png", PICTURE)])

REQUESTS: Mapping[str, Send] = {
    "create with a key": lambda app, cloud: app.json(ENTRY, headers=NAMED, cloud=cloud),
    "create with a slug": lambda app, cloud: app.json(SLUGGED, cloud=cloud),
    "create with a photo": lambda app, cloud: app.ask("POST", body=UPLOAD, type=MULTIPART, cloud=cloud),
    "update": lambda app, cloud: app.json(
        {"action": "update", "url": LINK, "add": {"category": ["new"]}, "replace": {"content": ["Other"]}}, cloud=cloud
    ),
    "move": lambda app, cloud: app.json({"action": "update", "url": LINK, "replace": {"mp-slug": ["b"]}}, cloud=cloud),
    "delete": lambda app, cloud: app.json({"action": "delete", "url": LINK}, cloud=cloud),
    "upload": lambda app, cloud: app.ask("POST", "/media", multipart([], [("file", "b.png", PICTURE)]), MULTIPART, cloud=cloud),
}


def blog_with_a_post() -> App:
    blog = DeskBlog()
    blog.publish({KEY: POST})
    return App(blog)


def outcome(app: App, reply: Reply) -> tuple[object, ...]:
    """Return what the app is told, and what is on the site and in the content bucket."""
    app.blog.settle()
    files = {key: app.blog.cloud.content.read(key) for key in (*app.keys(), *app.keys("images/"))}
    bodies = {key: stored and stored[0] for key, stored in files.items()}
    return reply.status, reply.headers.get("Location"), bodies, app.blog.objects()


def deaths(send: Send, prepared: Callable[[], App], *, ingests: bool) -> Iterator[App]:
    """Yield a blog for each call after which the function died; what it had written was ingested then, or wasn't yet."""
    for number in count(1):
        app = prepared()
        try:
            send(app, granted(watched(app.blog.cloud, dying(number)), "authoring"))
        except Died:
            if ingests:
                app.blog.settle()
            yield app
        else:
            return


@pytest.mark.parametrize("ingests", [False, True])
@pytest.mark.parametrize("what", REQUESTS)
def test_a_request_whose_function_died_at_any_call_is_sent_again(what: str, ingests: bool) -> None:
    send = REQUESTS[what]
    undisturbed = blog_with_a_post()
    right = outcome(undisturbed, send(undisturbed, undisturbed.cloud))

    number = 0
    for number, app in enumerate(deaths(send, blog_with_a_post, ingests=ingests), 1):
        assert outcome(app, send(app, app.cloud)) == right, f"dead after call {number}"
    assert number > 3


@pytest.mark.parametrize("ingests", [False, True])
def test_a_post_is_restored_though_its_function_died_at_any_call(ingests: bool) -> None:
    def deleted() -> App:
        app = blog_with_a_post()
        app.json({"action": "delete", "url": LINK})
        app.blog.settle()
        return app

    def send(app: App, cloud: Cloud) -> Reply:
        return app.json({"action": "undelete", "url": LINK}, cloud=cloud)

    undisturbed = deleted()
    right = outcome(undisturbed, send(undisturbed, undisturbed.cloud))

    for app in deaths(send, deleted, ingests=ingests):
        assert outcome(app, send(app, app.cloud)) == right


@pytest.mark.parametrize("what", ["create with a key", "create with a slug", "create with a photo"])
def test_a_request_that_is_sent_twice_makes_one_post(what: str) -> None:
    app = blog_with_a_post()
    first, second = (REQUESTS[what](app, app.cloud) for _ in range(2))

    assert first == second
    assert len(app.keys()) == 2


def test_a_request_that_is_sent_again_later_makes_one_post() -> None:
    app = App(DeskBlog())
    first = app.json(SLUGGED)
    app.blog.clock.sleep(12 * 3600)

    assert app.json(SLUGGED) == first
    assert len(app.keys()) == 1


def test_a_request_that_is_sent_again_does_not_undo_an_edit() -> None:
    app = App(DeskBlog())
    url = app.json(SLUGGED).headers["Location"]
    app.update(url, replace={"content": ["Edited"]})

    assert app.json(SLUGGED).headers["Location"] == url
    assert "Edited" in app.file()


def test_a_request_that_is_sent_again_restores_nothing() -> None:
    app = App(DeskBlog())
    url = app.json(SLUGGED).headers["Location"]
    app.json({"action": "delete", "url": url})

    assert app.json(SLUGGED).headers["Location"] == url
    assert not app.keys()


def test_another_post_with_the_same_slug_has_an_address_of_its_own() -> None:
    app = App(DeskBlog())
    first = app.create(content="One", mp_slug="here")
    second = app.create(content="Two", mp_slug="here")

    assert (first, second) == (f"{URL}/2026/11/25/here/", f"{URL}/2026/11/25/here-2/")
    assert "One" in app.page(first)
    assert "Two" in app.page(second)


def test_two_people_with_one_key_make_two_posts() -> None:
    blog = DeskBlog()
    ann, bob = App(blog, "ann", "author", author="ann"), App(blog, "bob", "author", author="bob")

    assert ann.json(ENTRY, headers=NAMED).headers["Location"] != bob.json(ENTRY, headers=NAMED).headers["Location"]
    assert ann.keys() == ["posts/ann/2026-11-25-new.md", "posts/bob/2026-11-25-new-2.md"]


def test_two_equal_posts_of_which_neither_is_named_are_two() -> None:
    app = App(DeskBlog())
    first = app.create(content="Good morning")
    app.blog.clock.sleep(1)

    assert app.create(content="Good morning") != first


def test_an_equal_post_in_the_same_second_is_the_same_post() -> None:
    app = App(DeskBlog())

    assert app.create(content="Good morning") == app.create(content="Good morning")


def test_another_post_in_the_same_second_has_an_address_of_its_own() -> None:
    app = App(DeskBlog())

    assert app.create(content="Good morning") != app.create(content="Good evening")
    assert len(app.keys()) == 2


def test_an_address_that_a_dead_function_took_is_free_after_a_minute() -> None:
    blog = DeskBlog()
    app, ann = App(blog), App(blog, "ann", "author", author="ann")

    def dies_before_writing(port: str, method: str, _args: tuple[Any, ...], act: Callable[[], Any]) -> Any:
        if (port, method) == ("versions", "put"):
            raise Died
        return act()

    with pytest.raises(Died):
        app.json(SLUGGED, cloud=granted(watched(blog.cloud, dies_before_writing), "authoring"))

    assert ann.create(content="Ann", mp_slug="here") == f"{URL}/2026/11/25/here-2/"
    blog.clock.sleep(61)
    assert ann.create(content="Ann again", mp_slug="here") == f"{URL}/2026/11/25/here/"
