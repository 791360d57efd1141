"""The site's settings at the desk: who may change them, what is refused, and what stays as its author wrote it."""

import json
from typing import Any

import pytest

from chalicelib.authoring.api import ROUTES
from chalicelib.authoring.desk.site_form import form_of, text_of
from chalicelib.authoring.grants import SCOPES, Grant, may_write
from chalicelib.content.site.site import Site
from chalicelib.content.site.siteyaml import read_site
from chalicelib.store.authoring import activity
from tests.authoring_api.authors import ask, token_of
from tests.authoring_api.test_desk import Desk

SITE = """\
# our paper
title: {en: Ours, es: Nuestro}  # short
languages: [en, es]
newsletter: yes
comments: {open: yes, moderator: eva@example.org}
theme:
  preset: plain
  light: {link: "#9a2c14"}
"""


@pytest.fixture
def desk() -> Desk:
    desk = Desk("owner")
    desk.blog.publish({"site.yaml": SITE})
    return desk


def stored(desk: Desk) -> str:
    return (desk.blog.cloud.content.read("site.yaml") or (b"",))[0].decode()


def change(desk: Desk, status: int = 200, **asked: Any) -> dict[str, Any]:
    return dict(desk.send("settings", status, over=desk.get("settings")["etag"], **asked))


# ---- the form


def test_the_form_has_what_the_file_says(desk: Desk) -> None:
    settings = desk.get("settings")

    assert settings["form"]["words"] == {"title": {"en": "Ours", "es": "Nuestro"}, "description": {"": ""}}
    assert settings["form"]["switches"] == {"newsletter": "yes", "comments": "yes"}
    assert settings["form"]["colours"] == {"light": {"link": "#9a2c14"}, "dark": {}}
    assert [language["code"] for language in settings["languages"]] == ["en", "es"]


def test_a_change_leaves_all_else_as_its_author_wrote_it(desk: Desk) -> None:
    change(desk, form={"words": {"description": {"": "A paper."}}, "switches": {"newsletter": "no"}})

    assert stored(desk) == SITE.replace("newsletter: yes", "newsletter: false") + "description: A paper.\n"


def test_a_form_that_nobody_changed_leaves_each_byte(desk: Desk) -> None:
    change(desk, form=desk.get("settings")["form"])

    assert stored(desk) == SITE


def test_comments_are_switched_off_and_their_rules_stay(desk: Desk) -> None:
    change(desk, form={"switches": {"comments": "no"}})

    assert read_site(stored(desk).encode(), lambda words, _: words).comment_rules.moderator == "eva@example.org"
    assert desk.get("settings")["form"]["switches"]["comments"] == "no"


def test_a_table_that_says_more_than_yes_or_no_is_changed_in_the_text_alone() -> None:
    text = "newsletter: {hour: 6}\ncomments: closed\n"
    site = read_site(text.encode(), lambda words, _: words)

    assert form_of(text, site).switches == {"newsletter": "", "comments": ""}
    assert text_of({"switches": {"newsletter": "no", "comments": "yes"}}, text, site) == text


def test_a_colour_is_set_and_taken_back(desk: Desk) -> None:
    answer = change(desk, form={"colours": {"light": {"link": "#004488"}, "dark": {}}})
    assert answer["look"]["shown"]["light"]["link"] == "#004488"
    assert "preset: plain" in stored(desk)

    change(desk, form={"colours": {"light": {"link": ""}, "dark": {}}})
    assert desk.get("settings")["form"]["colours"] == {"light": {}, "dark": {}}


def test_a_site_without_settings_begins_with_the_form() -> None:
    assert text_of({"words": {"title": {"": "Ours"}}}, "", Site()) == "title: Ours\n"


# ---- refusals


def test_colours_that_nobody_can_read_are_refused_in_the_words_of_ingest_and_not_written(desk: Desk) -> None:
    answer = change(desk, 422, form={"colours": {"light": {"link": "#eeeeee"}}})

    assert "has a contrast of" in answer["error_description"]
    assert stored(desk) == SITE


@pytest.mark.parametrize("text", ["title: [", "tittle: Ours\n", "languages: [xx-yy-zz-1]\n", "title: Ours\ntitle: Ours\n"])
def test_a_text_that_ingest_would_refuse_is_not_written(desk: Desk, text: str) -> None:
    change(desk, 422, text=text)

    assert stored(desk) == SITE


def test_a_text_is_written_as_it_is(desk: Desk) -> None:
    change(desk, text="title: Theirs   # as it is\n")

    assert stored(desk) == "title: Theirs   # as it is\n"


def test_settings_that_somebody_else_has_changed_are_not_replaced(desk: Desk) -> None:
    seen = desk.get("settings")["etag"]
    desk.blog.publish({"site.yaml": "title: Theirs\n"})

    desk.send("settings", 409, over=seen, text="title: Mine\n")

    assert stored(desk) == "title: Theirs\n"


@pytest.mark.parametrize("asked", [{}, {"form": []}, {"form": {"words": {"title": 1}}}, {"form": {"colours": []}}])
def test_what_is_no_form_is_refused(desk: Desk, asked: dict[str, Any]) -> None:
    change(desk, 400, **asked)

    assert stored(desk) == SITE


# ---- who may


@pytest.mark.parametrize("role", ["author", "editor"])
def test_nobody_but_an_owner_sees_or_changes_settings(role: str) -> None:
    desk = Desk(role)
    before = stored(desk)

    assert desk.writer.get("/desk/settings").status == 403
    desk.send("settings", 403, over=desk.blog.cloud.content.stat("site.yaml").etag, text="title: Mine\n")  # type: ignore[union-attr]
    assert stored(desk) == before


def test_no_token_writes_settings_through_any_route(desk: Desk) -> None:
    cloud = desk.writer.cloud
    token, etag = f"Bearer {token_of(cloud, 'ann', 'owner', tuple(SCOPES))}", desk.get("settings")["etag"]
    asked = json.dumps({"over": etag, "text": "title: Mine\n", "key": "site.yaml"}).encode()

    for method, path in ROUTES:
        body = asked if method == "POST" else b""
        ask(cloud, method, f"{path}?key=site.yaml&over={etag}", body, authorization=token, content_type="application/json")

    assert stored(desk) == SITE
    assert ask(cloud, "POST", "/desk/settings", asked, authorization=token, content_type="application/json").status == 401
    assert ask(cloud, "POST", f"/files?key=site.yaml&over={etag}", b"title: Mine\n", authorization=token).status == 403


def test_no_other_door_writes_settings() -> None:
    assert not may_write(Grant("ann", "owner", "ann", frozenset(SCOPES)), "site.yaml")


def test_a_change_from_elsewhere_changes_nothing(desk: Desk) -> None:
    etag, desk.session = desk.get("settings")["etag"], "0" * 64

    desk.send("settings", 403, over=etag, text="title: Mine\n")

    assert stored(desk) == SITE


# ---- its history


def test_an_earlier_text_of_the_settings_comes_back_and_is_noted(desk: Desk) -> None:
    change(desk, form={"words": {"title": {"en": "Theirs", "es": "Suyo"}}})
    newest, first = desk.get("versions?key=site.yaml")["versions"]
    lines = desk.get(f"changes?key=site.yaml&from={first['id']}&to={newest['id']}")["lines"]
    assert [line["text"].strip() for line in lines if line["sign"] == "+"][-2:] == ["en: Theirs", "es: Suyo"]

    desk.send("restored", key="site.yaml", version=first["id"], over=desk.get("settings")["etag"])

    assert stored(desk) == SITE
    noted = [act.act for act in activity.of_person(desk.blog.cloud.table, "ann", 20) if act.about == "site.yaml"]
    assert sorted(noted) == ["restore file", "save settings"]


def test_an_earlier_text_that_would_be_refused_does_not_come_back(desk: Desk) -> None:
    desk.blog.publish({"site.yaml": "tittle: Ours\n"})
    desk.get("versions?key=site.yaml")
    change(desk, text=SITE)
    bad = desk.get("versions?key=site.yaml")["versions"][1]

    desk.send("restored", 422, key="site.yaml", version=bad["id"], over=desk.get("settings")["etag"])

    assert stored(desk) == SITE


@pytest.mark.parametrize("role", ["author", "editor"])
def test_the_history_of_the_settings_is_the_owners_alone(role: str) -> None:
    desk = Desk(role)

    assert desk.writer.get("/desk/versions?key=site.yaml").status == 403
    assert desk.writer.get("/desk/changes?key=site.yaml&from=&to=").status == 403
    desk.send("restored", 403, key="site.yaml", over="")
