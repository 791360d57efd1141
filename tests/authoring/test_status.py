"""What a running site tells its author: of all files, of one, and of what is coming."""

from collections.abc import Mapping
from datetime import datetime

import pytest
from msgspec.structs import replace

from chalicelib.publishing.previews import renew
from infra.authoring.inspect.file_status import FileStatus
from infra.authoring.inspect.status import ScheduledEvent, detail, file_statuses, key_at, scheduled_events
from tests.letters.blog import GRACE, KEY, NEWS, TODAY, LetterBlog
from tests.publishing.blog import URL, MemoryBlog, post

SITE = "title: The Press\nzone: Europe/Lisbon\n"


def blog_of_all_states() -> MemoryBlog:
    blog = MemoryBlog()
    blog.publish(
        {
            "site.yaml": SITE,
            "posts/live.md": post(title="Live", date="2026-11-20"),
            "posts/later.md": post(title="Later", date="2026-12-24 18:00"),
            "posts/ends.md": post(title="Ends", date="2026-11-20", expires="2026-12-01"),
            "posts/draft.md": post(title="Draft", date="2026-11-20", draft="yes"),
            "posts/wrong.md": post(title="Wrong", date="25.11.2026"),
            "posts/second.md": post(title="Second", date="2026-11-20", slug="live"),
            "notes.txt": "x",
        }
    )
    return blog


def test_every_file_of_the_content_bucket_is_accounted_for() -> None:
    blog = blog_of_all_states()
    blog.upload("posts/unread.md", post(title="Unread", date="2026-11-20"))
    blog.forget_events()

    found = {one.key: (one.state, one.address, one.owner) for one in file_statuses(blog.cloud)}

    assert found == {
        "site.yaml": ("file", "", ""),
        "posts/live.md": ("live", "/2026/11/20/live/", ""),
        "posts/later.md": ("due", "", ""),
        "posts/ends.md": ("expiring", "/2026/11/20/ends/", ""),
        "posts/draft.md": ("draft", "", ""),
        "posts/wrong.md": ("refused", "", ""),
        "posts/second.md": ("waiting", "", "posts/live.md"),
        "posts/unread.md": ("unread", "", ""),
        "notes.txt": ("file", "/notes.txt", ""),
    }


def test_of_one_file_all_is_told() -> None:
    blog = MemoryBlog()
    blog.publish({"posts/a.md": post("[b](b.md) ![](c.png)", title="A", date="2026-11-20", aliases="/a/")})
    blog.publish({"posts/a.md": (text := post("[b](b.md) ![](c.png)", title="A", date="2026-11-20", slug="z", aliases="/a/"))})

    found = detail(blog.cloud, "posts/a.md", text.encode())

    assert found
    assert found.status == FileStatus("posts/a.md", "live", "A", "/2026/11/20/z/")
    assert (found.aliases, found.former, found.differs) == (("/a/",), ("/2026/11/20/a/",), False)
    assert [warning.partition(":")[0] for warning in found.warnings] == ["line 7", "posts/b.md", "posts/c.png"]


@pytest.mark.parametrize(
    ("front", "text", "warning"),
    [
        (
            {"sumary": "Of ink"},
            "x",
            "line 4: Unknown key `sumary`. Did you mean `summary`? Only your own templates see this key",
        ),
        ({}, "![](/c.png)", "line 5: c.png: the image has no alternative text, so readers who can't see it miss out"),
    ],
    ids=["a sentence", "a quotation"],
)
def test_a_warning_of_a_file_is_followed_by_its_reason(front: Mapping[str, str], text: str, warning: str) -> None:
    blog = MemoryBlog()
    blog.publish({"posts/a.md": post(text, title="A", date="2026-11-20", **front)})

    found = detail(blog.cloud, "posts/a.md")

    assert found
    assert warning in found.warnings


def test_a_copy_that_was_changed_since_its_upload_differs() -> None:
    blog = MemoryBlog()
    blog.publish({"posts/a.md": post(title="A", date="2026-11-20")})

    found = detail(blog.cloud, "posts/a.md", b"another")

    assert found
    assert found.differs


def test_of_a_file_that_was_never_uploaded_nothing_is_told() -> None:
    assert detail(MemoryBlog().cloud, "posts/a.md", b"x") is None


def test_the_letter_of_a_post_is_told_with_it() -> None:
    blog = LetterBlog()
    blog.publish({KEY: NEWS})

    found = detail(blog.cloud, KEY)

    assert found
    assert found.letter
    assert found.letter.state == "due"


def test_an_address_leads_to_its_file() -> None:
    blog = MemoryBlog()
    blog.publish({"posts/a.md": post(title="A", date="2026-11-20")})

    assert key_at(blog.cloud, "/2026/11/20/a") == "posts/a.md"
    assert key_at(blog.cloud, "/2026/11/20/b/") == ""


# ---- what is coming


def test_what_is_coming_is_told_in_the_order_of_its_times_in_the_site_s_zone() -> None:
    found = scheduled_events(blog_of_all_states().cloud)

    assert [(one.time.isoformat(), one.what, one.of, one.title) for one in found] == [
        ("2026-12-01T00:00:00+00:00", "expire", "posts/ends.md", "Ends"),
        ("2026-12-24T18:00:00+00:00", "publish", "posts/later.md", "Later"),
        ("2026-12-24T18:10:00+00:00", "mail", "posts/later.md", "Later"),
    ]


def test_a_time_is_that_of_the_site_s_zone_in_summer_too() -> None:
    blog = MemoryBlog()
    blog.publish({"site.yaml": SITE, "posts/a.md": post(title="A", date="2027-07-01 09:00")})

    assert [one.time.isoformat() for one in scheduled_events(blog.cloud, mails=False)] == ["2027-07-01T09:00:00+01:00"]


def test_a_scheduled_post_that_is_no_letter_is_only_published() -> None:
    blog = MemoryBlog()
    blog.publish({"posts/a.md": post(title="A", date="2027-07-01", newsletter="no")})

    assert [one.what for one in scheduled_events(blog.cloud)] == ["publish"]


def test_drafts_and_scheduled_posts_have_their_secret_addresses() -> None:
    blog = blog_of_all_states()
    blog.cloud = replace(blog.cloud, keys=("a key",))
    renew(blog.cloud)

    previews = {one.key: one.preview for one in file_statuses(blog.cloud)}

    assert {key for key, preview in previews.items() if preview} == {"posts/draft.md", "posts/later.md"}
    assert previews["posts/draft.md"].startswith(f"{URL}/_/preview/")
    found = detail(blog.cloud, "posts/later.md")
    assert found
    assert (found.status.preview, found.status.title) == (previews["posts/later.md"], "Later")


def test_what_an_author_took_back_is_not_coming() -> None:
    blog = MemoryBlog()
    blog.publish({"posts/a.md": post(title="A", date="2027-07-01")})
    blog.publish({"posts/a.md": None})

    assert scheduled_events(blog.cloud) == ()


def test_a_letter_that_waits_and_the_digest_that_will_have_it_are_coming() -> None:
    blog = LetterBlog()
    blog.wait(60)
    blog.publish({KEY: NEWS})

    found = {one.what: one for one in scheduled_events(blog.cloud)}

    assert found["mail"] == ScheduledEvent(found["mail"].time, "mail", KEY, "News")
    assert (found["mail"].time - blog.clock.now()).total_seconds() == GRACE
    assert (found["daily digest"].title, found["weekly digest"].title) == ("1 post", "1 post")
    assert found["daily digest"].time > datetime.fromisoformat(TODAY)


def test_a_digest_without_a_post_is_not_coming() -> None:
    blog = LetterBlog()
    blog.wait(60)

    assert scheduled_events(blog.cloud) == ()
