"""The desk: what a person who is signed in sees, saves and publishes."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.authoring.api import DESK_FILES
from chalicelib.authoring.desk.post_form import PostForm, form_of, text_of
from chalicelib.authoring.desk.script_phrases import WORDS
from chalicelib.authoring.desk_files import FOLDER
from chalicelib.cloud.memory_versions import MemoryVersions
from chalicelib.publishing import previews
from chalicelib.rendering.language.phrases import CATALOGUES, built_in
from chalicelib.store.authoring import activity
from tests.authoring_api.writer import Writer, new_writer
from tests.publishing.blog import URL, MemoryBlog, post

SITE = "title: Ours\nlanguages: [en, es]\nnewsletter: yes\n"


class Desk:
    """A person at the desk of a blog in memory."""

    def __init__(self, role: Any = "editor") -> None:
        self.blog = MemoryBlog()
        self.blog.cloud = replace(self.blog.cloud, versions=MemoryVersions(self.blog.cloud.content, self.blog.cloud.clock))
        self.blog.publish({"site.yaml": SITE})
        self.writer: Writer = new_writer(self.blog, role)
        self.sign_in()

    def sign_in(self) -> None:
        self.writer.sign_in()
        self.session = self.get("me")["session"]

    def get(self, path: str) -> Mapping[str, Any]:
        reply = self.writer.get(f"/desk/{path}")
        assert reply.status == 200, reply.body
        answer: Mapping[str, Any] = json.loads(reply.body)
        return answer

    def send(self, act: str, status: int = 200, /, **asked: Any) -> Mapping[str, Any]:
        headers = {"content-type": "application/json", "x-presswork-session": self.session}
        reply = self.writer.ask("POST", f"/desk/{act}", json.dumps(asked).encode(), headers=headers)
        assert reply.status == status, reply.body
        answer: Mapping[str, Any] = json.loads(reply.body)
        self.blog.settle()
        return answer

    def saved(self, title: str = "Trams", body: str = "They climb.\n", id: str = "") -> Mapping[str, Any]:
        return self.send("post", id=id or f"new-{title}-{body}", front={"title": title}, body=body)


@pytest.fixture
def desk() -> Desk:
    return Desk()


# ---- saving


def test_a_new_post_is_saved_as_a_draft_that_any_editor_opens(desk: Desk) -> None:
    saved = desk.saved()

    assert saved["key"] == "posts/2026-11-25-trams.md"
    assert (desk.blog.cloud.content.read(saved["key"]) or (b"",))[0].decode() == (
        "---\ntitle: Trams\ndate: 2026-11-25 12:00\ndraft: true\n---\n\nThey climb.\n"
    )
    assert desk.blog.page("/2026/11/25/trams/") is None


def test_a_second_post_of_that_name_gets_a_number(desk: Desk) -> None:
    desk.saved()

    assert desk.saved(body="Others.\n")["key"] == "posts/2026-11-25-trams-2.md"


def test_a_post_that_was_changed_after_the_answer_to_its_first_save_was_lost_stays_one(desk: Desk) -> None:
    lost = desk.saved("Trams", "They climb.\n", id="new-1")
    desk.writer.clock.time += timedelta(days=29)
    desk.sign_in()

    told = desk.send("post", 409, id="new-1", front={"title": "Trams at night"}, body="They ring.\n")
    saved = desk.send("post", key=told["key"], over=told["etag"], front={"title": "Trams at night"}, body="They ring.\n")

    assert (told["key"], told["etag"], told["body"]) == (lost["key"], lost["etag"], "They climb.\n")
    assert saved["key"] == lost["key"]
    assert [post["key"] for post in desk.get("posts?state=drafts")["posts"]] == [lost["key"]]


def test_a_post_that_was_deleted_before_its_device_came_back_is_written_anew(desk: Desk) -> None:
    lost = desk.saved(id="new-1")
    desk.send("deleted", key=lost["key"], over=lost["etag"])

    assert desk.saved(id="new-1")["key"] == lost["key"]


def test_what_is_saved_keeps_keys_and_comments_that_the_form_does_not_have(desk: Desk) -> None:
    text = "---\ntitle: Trams  # for now\nmood: steep\ntags: [a, b]\ndraft: yes\n---\nThey climb.\n"
    desk.blog.publish({"posts/2026-11-20-trams.md": text})
    stored = desk.get("post?key=posts/2026-11-20-trams.md")

    desk.send("post", key=stored["key"], over=stored["etag"], front={"title": "Trams", "tags": ["a", "c"]}, body=stored["body"])

    written = (desk.blog.cloud.content.read(stored["key"]) or (b"",))[0].decode()
    assert written == text.replace("[a, b]", "[a, c]")


def test_a_post_that_somebody_else_changed_is_not_replaced_and_theirs_is_shown(desk: Desk) -> None:
    mine = desk.saved()
    desk.blog.publish({mine["key"]: post(title="Theirs", draft="yes")})

    told = desk.send("post", 409, key=mine["key"], over=mine["etag"], front={"title": "Mine"}, body="Mine.\n")

    assert told["front"]["title"] == "Theirs"
    again = desk.send("post", key=mine["key"], over=told["etag"], front={"title": "Mine"}, body="Mine.\n")
    assert form_of((desk.blog.cloud.content.read(again["key"]) or (b"",))[0].decode()).front["title"] == "Mine"


@pytest.mark.parametrize(("act", "state"), [("post", "draft"), ("publish", "published")])
def test_a_post_that_somebody_deleted_is_written_anew_only_by_an_author_who_knows_it(desk: Desk, act: str, state: str) -> None:
    mine = desk.saved()
    desk.blog.publish({mine["key"]: None})
    again = {"key": mine["key"], "front": mine["front"], "body": "Mine.\n"}

    told = desk.send(act, 409, over=mine["etag"], **again)
    desk.send("forecast", **again)
    written = desk.send(act, over=told["etag"], **again)

    assert (told["etag"], told["body"]) == ("", "")
    assert (written["key"], written["state"]) == (mine["key"], state)


@pytest.mark.parametrize("text", ["---\ntitle: A\n---\nText.\n", "Text.\n", "---\r\ntitle: A\r\n---\r\n\r\nText.\r\n"])
def test_a_form_that_nobody_changed_leaves_each_byte(text: str) -> None:
    assert text_of(form_of(text), text) == text


def test_a_form_may_leave_out_what_it_does_not_change() -> None:
    text = "---\ntitle: A\nsummary: B\n---\nText.\n"

    assert text_of(PostForm({"title": "C"}, "Text.\n", is_draft=False), text) == text.replace("A", "C")


# ---- publishing


def test_a_publish_is_said_before_it_happens(desk: Desk) -> None:
    saved = desk.saved()

    plan = desk.get(f"forecast?key={saved['key']}")

    assert plan["address"] == f"{URL}/2026/11/25/trams/"
    assert plan["letter"] == {"time": "2026-11-25T12:10:00+00:00", "followers": 0}


def test_a_post_in_the_future_is_said_to_be_scheduled(desk: Desk) -> None:
    saved = desk.send("post", id="new-1", front={"title": "Later", "date": "2026-12-01 09:00"}, body="Text.\n")

    assert desk.get(f"forecast?key={saved['key']}")["scheduled"] == "2026-12-01T09:00:00+00:00"


def test_a_published_post_is_live_and_can_be_taken_back(desk: Desk) -> None:
    saved = desk.saved()
    form = {"key": saved["key"], "front": {"title": "Trams"}, "body": "They climb.\n"}

    published = desk.send("publish", over=saved["etag"], **form)

    assert desk.get(f"progress?key={saved['key']}")["isLive"]
    assert desk.blog.page("/2026/11/25/trams/") is not None
    assert desk.get(f"forecast?key={saved['key']}")["letter"] is None

    desk.send("unpublish", over=published["etag"], **form)

    assert desk.blog.page("/2026/11/25/trams/") is None
    assert desk.get(f"post?key={saved['key']}")["state"] == "draft"


def test_a_refused_post_is_listed_with_its_line_its_reason_and_its_remedy(desk: Desk) -> None:
    desk.blog.publish({"posts/2026-11-20-bad.md": "---\ntitle: Bad\ndate: yesterday\n---\nText.\n"})

    (refused,) = desk.get("posts?state=refused")["posts"]

    assert (refused["key"], refused["refusal"]["line"]) == ("posts/2026-11-20-bad.md", 3)
    assert "valid date" in refused["refusal"]["why"]
    assert "2026-11-25" in refused["refusal"]["remedy"]
    shown = desk.get("post?key=posts/2026-11-20-bad.md")["refusal"]
    assert shown == {**refused["refusal"], "field": "date", "at": 0, "isWhole": False}


def test_each_list_has_the_posts_of_its_state(desk: Desk) -> None:
    draft = desk.saved()
    desk.send("publish", id="new-1", front={"title": "Later", "date": "2026-12-01"}, body="Text.\n")
    desk.send("publish", id="new-2", front={"title": "Now"}, body="Text.\n")

    listed = {
        state: [one["title"] for one in desk.get(f"posts?state={state}")["posts"]]
        for state in ("drafts", "scheduled", "published")
    }

    assert listed == {"drafts": ["Trams"], "scheduled": ["Later"], "published": ["Now"]}
    assert desk.get(f"post?key={draft['key']}")["body"] == "They climb.\n"


# ---- who may


def test_an_author_sees_and_changes_only_files_of_their_own() -> None:
    desk = Desk("author")
    desk.blog.publish({"posts/bob/2026-11-20-a.md": post(title="Bob's", draft="yes")})

    assert desk.saved()["key"] == "posts/ann/2026-11-25-trams.md"
    assert [one["title"] for one in desk.get("posts?state=drafts")["posts"]] == ["Trams"]
    for path in ("post", "forecast", "progress", "preview"):
        assert desk.writer.get(f"/desk/{path}?key=posts/bob/2026-11-20-a.md").status == 403
    desk.send("post", 403, key="posts/bob/2026-11-20-a.md", over="", front={}, body="x")
    desk.send("deleted", 403, key="posts/bob/2026-11-20-a.md", over="")


@pytest.mark.parametrize("path", ["me", "posts", "post?key=posts/a.md", "forecast?key=posts/a.md", "preview?key=posts/a.md"])
def test_nobody_sees_anything_signed_out(desk: Desk, path: str) -> None:
    desk.writer.cookie = ""

    assert desk.writer.get(f"/desk/{path}").status == 401


def test_a_change_needs_the_session_of_the_page(desk: Desk) -> None:
    desk.session = "0" * 64

    desk.send("post", 403, front={"title": "Forged"}, body="x")

    assert desk.get("posts?state=drafts")["posts"] == []


def test_a_change_from_another_site_is_refused(desk: Desk) -> None:
    headers = {"content-type": "application/json", "x-presswork-session": desk.session, "sec-fetch-site": "cross-site"}

    reply = desk.writer.ask("POST", "/desk/post", b'{"front": {}, "body": ""}', headers=headers)

    assert reply.status == 403


def test_signing_out_lets_the_browser_forget_what_the_desk_kept(desk: Desk) -> None:
    reply = desk.writer.press("sign-out")

    assert reply.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert desk.writer.get("/desk/me").status == 401


# ---- its page


def test_the_page_of_the_desk_runs_only_its_own_scripts_and_is_framed_by_nobody(desk: Desk) -> None:
    policy = desk.writer.get("/desk").headers["Content-Security-Policy"]

    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", DESK_FILES)
def test_each_file_of_the_page_is_there_and_is_sent_only_where_it_has_changed(desk: Desk, name: str) -> None:
    reply = desk.writer.get(f"/desk/{name}")

    assert reply.status == 200
    assert desk.writer.get(f"/desk/{name}", headers={"if-none-match": reply.headers["ETag"]}).status == 304


def test_the_files_are_those_of_the_folder_and_the_worker_keeps_all_of_them() -> None:
    names = {file.name for file in FOLDER.iterdir()} - {"index.html"}

    assert names == set(DESK_FILES)
    kept = set(re.findall(r'"([\w.]+\.(?:js|css))"', (FOLDER / "worker.js").read_text()))
    assert kept == names - {"worker.js"}


def test_each_phrase_that_the_scripts_say_is_in_the_page() -> None:
    calls = [call for file in FOLDER.glob("*.js") for call in re.findall(r'say\(((?:[^()"]|"[^"]*")*)', file.read_text())]
    said = {phrase for call in calls for phrase in re.findall(r'"([^"]*)"', call)} - {"draft"}

    assert said <= set(WORDS)


@pytest.mark.parametrize("lang", sorted(path.stem for path in CATALOGUES.glob("*.po")))
def test_each_word_of_the_desk_is_in_each_language(lang: str) -> None:
    assert set(WORDS) - set(built_in(lang).words) == set()


def test_a_preview_is_the_page_of_the_draft_without_its_scripts(desk: Desk) -> None:
    previews.renew(desk.writer.cloud)
    saved = desk.saved()
    desk.blog.settle()

    reply = desk.writer.get(f"/desk/preview?key={saved['key']}")

    assert b"They climb." in reply.body
    assert reply.headers["Content-Security-Policy"].startswith("sandbox allow-same-origin;")
    assert "script-src" not in reply.headers["Content-Security-Policy"]


def test_what_is_published_withdrawn_or_deleted_at_the_desk_is_noted(desk: Desk) -> None:
    saved = desk.saved()
    form = {"key": saved["key"], "front": {"title": "Trams"}, "body": "They climb.\n"}

    published = desk.send("publish", over=saved["etag"], **form)
    withdrawn = desk.send("unpublish", over=published["etag"], **form)
    desk.send("deleted", key=saved["key"], over=withdrawn["etag"])

    acts = activity.of_person(desk.blog.cloud.table, "ann", 20)
    noted = {act.act for act in acts if act.about == saved["key"]}
    assert noted == {"publish post", "unpublish post", "delete post"}
