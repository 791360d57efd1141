"""What says that it is not for everybody is never published."""

from datetime import UTC, datetime

import pytest

from chalicelib.content.frontmatter.privacy_keys import ROWS
from chalicelib.content.site.site import Site
from chalicelib.content.source import Source, read_source
from chalicelib.diagnostics import CAUTIONS, Diagnostic
from chalicelib.publishing.parse import look
from chalicelib.publishing.upload import ParseContext, StoredObject, Upload
from tests.publishing.blog import MemoryBlog

KEY = "posts/2026-11-25-hello.md"


def text(line: str) -> str:
    return f"---\ntitle: Hello\n{line}\n---\nText."


def read(line: str) -> Source:
    return read_source(KEY, text(line).encode(), Site())


def uploaded(line: str) -> Upload:
    raw = text(line).encode()
    return look(KEY, StoredObject(raw, "etag", len(raw)), ParseContext(Site(), datetime(2026, 11, 26, tzinfo=UTC)))


@pytest.mark.parametrize(
    "line",
    [
        "private: true",
        "private: yes, please",
        "Private: True",
        "protected: true",
        "members_only: true",
        "visibility: private",
        "visibility: hidden",
        "visibility: members",
        "visibility: paid",
        "visibility: friends",
        "visibility: [public, paid]",
        "audience: only_paid",
        "access: members",
        "status: private",
        "status: pending",
        "status: trash",
        "post_status: private",
        "publish: false",
        "dg-publish: false",
        "permalink: false",
        "headless: true",
        "render: false",
        "build: {render: never}",
        "_build: {render: false}",
        "params: {private: true}",
        "extra: {protected: true}",
        "privat: true",
        "drafft: true",
    ],
)
def test_a_private_source_is_not_published_and_its_author_is_told_why(line: str) -> None:
    source = read(line)

    assert source.draft
    assert (source.diagnostics[0].code, source.diagnostics[0].line) == ("private", 3)
    assert uploaded(line).state == "draft"


@pytest.mark.parametrize("line", ["password: hunter2", "password: 0123", "post_password: x", "pasword: hunter2", "secret: x"])
def test_a_source_with_a_password_is_not_published_and_nobody_quotes_the_password(line: str) -> None:
    source = read(line)

    assert source.draft
    assert source.diagnostics == (Diagnostic("private", line.partition(":")[0], 3),)


@pytest.mark.parametrize(
    "line",
    [
        "build: {list: never}",
        "build: {list: local}",
        "_build: {list: false}",
        "unlisted: true",
        "hidden: true",
        "eleventyExcludeFromCollections: true",
        "status: hidden",
        "unlistd: true",
    ],
)
def test_a_source_that_no_list_may_show_is_unlisted(line: str) -> None:
    source = read(line)

    assert not source.post.listed
    assert not source.draft


@pytest.mark.parametrize(
    "line",
    [
        "private: false",
        "protected: no",
        "password:",
        "password: ''",
        "visibility: public",
        "visibility: Public",
        "audience: everyone",
        "audience: developers",
        "access: public",
        "status: publish",
        "status: done",
        "publish: true",
        "permalink: pretty",
        "headless: false",
        "render: always",
        "build: {list: always, render: always}",
        "unlisted: false",
        "hidden: false",
        "params: {hero: yes}",
        "draft: false",
    ],
)
def test_a_source_that_is_for_everybody_is_published(line: str) -> None:
    assert not read(line).draft
    assert read(line).post.listed
    assert read(line).diagnostics == ()


def test_an_author_who_unlists_a_post_in_another_system_s_words_is_told_and_one_who_says_listed_no_is_not() -> None:
    assert [one.code for one in read("hidden: true").diagnostics] == ["unlisted"]
    assert read("listed: no").diagnostics == ()
    assert not read("listed: no").post.listed


def test_a_private_post_is_kept_off_the_site_however_many_keys_unlist_it() -> None:
    many = "\n".join(f"params{number}: {{}}\nunliste{number}: true" for number in range(40))

    assert read(f"{many}\nprivate: true").draft


def test_a_post_that_becomes_private_leaves_the_site() -> None:
    blog = MemoryBlog()
    blog.publish({KEY: text("tags: [a]")})
    assert blog.page("/2026/11/25/hello/")

    blog.publish({KEY: text("private: true")})

    assert "Text." not in (blog.page("/2026/11/25/hello/") or "")
    assert "Hello" not in (blog.page("/") or "")


def test_each_reason_has_a_text_for_the_author() -> None:
    assert {row.code for row in ROWS} < set(CAUTIONS)
