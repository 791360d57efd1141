"""Pushing over the authoring API: an author without keys of AWS."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from chalicelib.authoring.grants import Role
from chalicelib.cloud.ports import Object
from infra.authoring.push.push import PushOptions, push
from infra.authoring.push.push_session import PushEnvironment
from infra.authoring.target.api_cloud import ApiContents
from infra.authoring.target.destination import Destination
from infra.authoring.target.site_api import SiteApi
from infra.terminal.streams import CannotError
from tests.authoring.author import GOOD, Author
from tests.authoring_api.authors import ALL, site_api, token_of, with_api
from tests.publishing.blog import URL, MemoryBlog


@dataclass(frozen=True)
class ApiSite(Destination):
    """A site behind its API, which needs no keyring."""

    of: SiteApi | None = None

    @cached_property
    def api(self) -> SiteApi:
        assert self.of is not None
        return self.of


class ApiAuthor(Author):
    """An author who pushes with a token."""

    def __init__(self, folder: Path, blog: MemoryBlog, role: Role = "editor", scopes: tuple[str, ...] = ALL) -> None:
        super().__init__(folder, blog)
        self.cloud = with_api(blog)
        self.api = site_api(self.cloud, token_of(self.cloud, "ann", role, scopes))

    def push(self, *paths: str, **options: Any) -> int:
        self.events, self.asked = [], []
        site = ApiSite(URL, "api", self.folder, of=self.api)
        asked = PushOptions(tuple(self.folder / path for path in paths), agree=self._agree, **options)
        contents = ApiContents(self.api)
        world = PushEnvironment(contents, self.events.append, lambda: self.time, self._sleep, folders=contents.folders)
        return push(site, asked, world)


@pytest.fixture
def editor(tmp_path: Path, blog: MemoryBlog) -> ApiAuthor:
    blog.publish({"site.yaml": "title: Ours\n"})
    return ApiAuthor(tmp_path / "mine", blog)


def test_a_post_is_pushed_and_its_address_is_told_once_it_is_live(editor: ApiAuthor, blog: MemoryBlog) -> None:
    editor.write({"posts/hello.md": GOOD})

    assert editor.push() == 0

    (event,) = editor.told("live")
    assert event["address"] == f"{URL}/2026/11/20/hello/"
    assert blog.page("/2026/11/20/hello/") is not None


def test_a_second_push_uploads_only_what_changed(editor: ApiAuthor) -> None:
    editor.write({"posts/hello.md": GOOD, "posts/other.md": GOOD.replace("Hello", "Other")})
    editor.push()
    editor.write({"posts/hello.md": GOOD + "More.\n"})

    assert editor.push() == 0

    assert [event["file"] for event in editor.told("live")] == ["posts/hello.md"]


def test_what_somebody_else_changed_meanwhile_is_not_replaced(editor: ApiAuthor, blog: MemoryBlog) -> None:
    editor.write({"posts/hello.md": GOOD})
    editor.push()
    blog.publish({"posts/hello.md": GOOD + "Theirs.\n"})
    editor.write({"posts/hello.md": GOOD + "Mine.\n"})

    assert editor.push() == 1

    assert [event["file"] for event in editor.told("conflict")] == ["posts/hello.md"]
    assert b"Theirs." in (blog.cloud.content.read("posts/hello.md") or (b"", None))[0]


def test_a_removed_file_is_removed_from_the_site(editor: ApiAuthor, blog: MemoryBlog) -> None:
    editor.write({"posts/hello.md": GOOD})
    editor.push()
    (editor.folder / "posts/hello.md").unlink()

    assert editor.push(delete=True) == 0

    assert blog.cloud.content.stat("posts/hello.md") is None


def test_an_author_pushes_into_their_own_folder_and_is_told_of_the_rest(tmp_path: Path, blog: MemoryBlog) -> None:
    blog.publish({"site.yaml": "title: Ours\n"})
    ann = ApiAuthor(tmp_path / "mine", blog, "author")
    ann.write({"posts/ann/hello.md": GOOD, "posts/bob/hello.md": GOOD, "site.yaml": "title: Mine\n"})

    assert ann.push() == 0

    assert [event["file"] for event in ann.told("live")] == ["posts/ann/hello.md"]
    (note,) = ann.told("note")
    assert note["text"].startswith("2 files stay as on the site: ")
    assert blog.cloud.content.stat("posts/bob/hello.md") is None


def test_a_file_of_others_that_is_named_is_refused_by_name(tmp_path: Path, blog: MemoryBlog) -> None:
    blog.publish({"site.yaml": "title: Ours\n"})
    ann = ApiAuthor(tmp_path / "mine", blog, "author")
    ann.write({"posts/bob/hello.md": GOOD})

    assert ann.push("posts/bob/hello.md") == 1

    assert [event["file"] for event in ann.told("failed")] == ["posts/bob/hello.md"]


def test_a_token_that_may_not_publish_pushes_nothing(tmp_path: Path, blog: MemoryBlog) -> None:
    drafts = ApiAuthor(tmp_path / "mine", blog, "editor", ("draft", "create", "update", "media"))
    drafts.write({"posts/hello.md": GOOD})

    assert drafts.push() == 1

    assert blog.cloud.content.stat("posts/hello.md") is None


def test_a_revoked_token_ends_the_push_with_what_to_do(tmp_path: Path, blog: MemoryBlog) -> None:
    ann = ApiAuthor(tmp_path / "mine", blog)
    ann.api = site_api(ann.cloud, "unknown")
    ann.write({"posts/hello.md": GOOD})

    with pytest.raises(CannotError, match="presswork login"):
        ann.push()


def test_files_in_the_bucket_of_another_author_are_not_listed(tmp_path: Path, blog: MemoryBlog) -> None:
    ann = ApiAuthor(tmp_path / "mine", blog, "author")
    for key in ("posts/bob/a.md", "posts/ann/b.md", "images/ann/c.jpg", "site.yaml", "posts/annie/d.md"):
        blog.cloud.content.write(key, Object(b"x", "text/plain"))

    assert sorted(ApiContents(ann.api).listed()) == ["images/ann/c.jpg", "posts/ann/b.md"]
