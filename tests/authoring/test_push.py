"""Pushing to a site on memory keepers: what goes up, what is told of it, and what is waited for."""

import shutil
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError
from msgspec.structs import replace

from chalicelib.publishing import previews
from infra.authoring.push import push_session
from infra.terminal.streams import CannotError
from tests.authoring.author import GOOD, Author
from tests.latin_1 import latin_1
from tests.publishing.blog import URL, MemoryBlog, post

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def test_a_new_post_is_pushed_and_its_address_is_told_once_it_is_live(author: Author, blog: MemoryBlog) -> None:
    author.write({"site.yaml": "title: Mine\n", "posts/hello.md": GOOD})

    assert author.push() == 0

    assert [event["file"] for event in author.told("live")] == ["site.yaml", "posts/hello.md"]
    assert author.told("live")[1]["address"] == f"{URL}/2026/11/20/hello/"
    assert blog.page("/2026/11/20/hello/") is not None
    assert author.said[-1].startswith("2 live, ")


def test_a_draft_is_live_once_its_preview_stands_and_the_secret_address_is_told(author: Author, blog: MemoryBlog) -> None:
    previews.renew(replace(blog.cloud, keys=("a key",)))
    blog.settle()
    author.write({"posts/hello.md": GOOD.replace("title", "draft: yes\ntitle")})

    assert author.push() == 0

    (event,) = author.told("live")
    assert event["preview"].startswith(f"{URL}/_/preview/")
    assert "Some text." in (blog.page(event["preview"].removeprefix(URL)) or "")
    assert f"preview: {event['preview']}" in "".join(author.said)


def test_the_end_counts_as_live_only_what_readers_see(author: Author) -> None:
    draft, later = GOOD.replace("title", "draft: yes\ntitle"), GOOD.replace("2026", "2098", 1)
    author.write({"posts/hello.md": GOOD, "posts/a.md": draft, "posts/b.md": draft, "posts/c.md": later})
    author.push()
    assert author.said[-1].startswith("1 live, 1 scheduled, 2 drafts, ")
    (author.folder / "posts" / "hello.md").unlink()

    author.push(delete=True)

    assert author.said[-1].startswith("1 deleted, ")


@pytest.mark.parametrize("front_matter", ["date: 2026-11-20\ndraft: yes", "date: 2098-01-01\ndraft: no"])
def test_what_a_draft_or_a_scheduled_post_lacks_is_named_before_it_is_published(author: Author, front_matter: str) -> None:
    author.write({"posts/a.md": f"---\ntitle: A\n{front_matter}\n---\n\n![A dot](dot.png)\n"})

    assert author.push() == 0

    assert [(event["line"], event["needs"]) for event in author.told("missing")] == [(7, "posts/dot.png")]


def test_a_draft_of_a_site_without_previews_arrives_too(author: Author) -> None:
    author.write({"posts/hello.md": GOOD.replace("title", "draft: yes\ntitle")})

    assert author.push() == 0

    assert [event["state"] for event in author.told("live")] == ["draft"]
    assert "preview" not in author.told("live")[0]


def test_the_files_of_the_site_itself_go_first_and_what_posts_show_before_them(author: Author) -> None:
    author.write({"posts/a.md": GOOD, "a.txt": "Text", "site.yaml": "title: Mine\n"})

    author.push()

    assert author.contents.puts == ["site.yaml", "a.txt", "posts/a.md"]


def test_a_second_push_has_nothing_to_do_and_lists_nothing(author: Author) -> None:
    author.write({"posts/hello.md": GOOD})
    author.push()

    assert author.push() == 0

    assert author.said == ["nothing to push: press has all of this already"]
    assert author.contents.listings == 1


def test_only_what_changed_goes_up(author: Author) -> None:
    author.write({"posts/a.md": GOOD, "posts/b.md": GOOD.replace("Hello", "Two")})
    author.push()
    author.write({"posts/b.md": GOOD.replace("Hello", "Three")})

    author.push()

    assert author.contents.puts[2:] == ["posts/b.md"]


def test_an_edit_that_changes_no_byte_of_the_page_ends_too(author: Author) -> None:
    author.write({"posts/a.md": GOOD})
    author.push()
    author.write({"posts/a.md": GOOD.replace("\ntitle: Hello", "\n# a remark\ntitle: Hello")})

    assert author.push() == 0

    assert [event["file"] for event in author.told("live")] == ["posts/a.md"]


def test_a_refused_file_is_not_uploaded_and_told_with_line_and_remedy_and_the_others_go(author: Author) -> None:
    author.write({"posts/good.md": GOOD, "posts/bad.md": "---\ntitle: Bad\ndate: 2026-02-31\n---\n"})

    assert author.push() == 1

    assert author.contents.puts == ["posts/good.md"]
    assert author.said[0].startswith("posts/bad.md:3: this isn't a valid date (found: 2026-02-31). ")
    assert author.said[-1].startswith("1 live, 1 refused, ")


def test_what_only_the_site_can_refuse_is_told_too(author: Author, other: Author) -> None:
    author.write({"posts/a.md": post(slug="here")})
    author.push()
    other.write({"posts/a.md": post(slug="here"), "posts/b.md": post(slug="here")})

    assert other.push() == 1

    assert other.told("refused")[0]["code"] == "taken"


def test_an_image_that_is_shown_and_missing_is_named_with_its_line(author: Author) -> None:
    author.write({"posts/a.md": f"{GOOD}\n![A cat](cat.jpg)\n"})

    author.push()

    assert author.said[0] == "posts/a.md:7: warning: shows posts/cat.jpg, which is missing"


def test_a_push_that_knows_of_no_other_warns_only_of_files_that_go_up_and_names_refusals_last(author: Author) -> None:
    author.write({"posts/a.md": f"{GOOD}\n![A cat](cat.jpg)\n"})
    author.push()
    shutil.rmtree(author.folder / ".presswork")
    author.write({"posts/b.md": f"{GOOD}\n![A dog](dog.jpg)\n", "posts/c.md": "---\ndate: never\n---\n"})
    author.write({"posts/a.txt": "Text"})

    assert author.push() == 1

    assert [(event["event"], event["file"]) for event in author.events[:2]] == [
        ("missing", "posts/b.md"),
        ("refused", "posts/c.md"),
    ]
    assert author.told("missing")[1:] == []


def test_an_image_is_live_once_it_is_encoded(author: Author, blog: MemoryBlog) -> None:
    author.write({"images/dot.png": PNG})
    author.meanwhile = lambda: blog.settle() if author.time > 1 else blog.settle_without_encoder()

    assert author.push() == 0

    assert author.told("live")[0]["address"] == f"{URL}/images/dot.png"
    assert author.told("live")[0]["seconds"] > 1


def test_drafts_and_posts_that_are_due_say_so(author: Author) -> None:
    author.write({"posts/draft.md": post(draft=True), "posts/later.md": post(date="2027-01-02 10:00")})

    assert author.push() == 0

    assert any(line.startswith("posts/draft.md  a draft, not published") for line in author.said)
    assert any(line.startswith("posts/later.md  will be published at 2027-01-02 10:00") for line in author.said)


def test_what_is_due_follows_from_the_clock_of_the_site_and_not_of_this_machine(author: Author, blog: MemoryBlog) -> None:
    blog.clock.time = datetime(2020, 1, 1, 12, tzinfo=UTC)  # this machine is years ahead
    author.write({"posts/a.md": post(date="2020-01-02 10:00"), "posts/b.md": post(date="2019-12-31")})

    assert author.push() == 0

    told = {event["file"]: event for event in author.told("live")}
    assert told["posts/a.md"]["state"] == "due"
    assert told["posts/b.md"]["state"] == "published"


def test_a_clock_that_aws_does_not_take_is_named(author: Author) -> None:
    author.write({"posts/a.md": GOOD})

    def refuse(_key: str) -> None:
        raise ClientError({"Error": {"Code": "RequestTimeTooSkewed", "Message": "The difference is too large."}}, "PutObject")

    author.contents.before_put = refuse

    with pytest.raises(CannotError, match="this machine's clock is wrong by more than AWS accepts"):
        author.push()


def test_a_file_that_one_may_not_write_is_named_and_the_others_go(author: Author) -> None:
    author.write({"site.yaml": "title: Mine\n", "posts/a.md": GOOD})

    def refuse(key: str) -> None:
        if key == "site.yaml":
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "PutObject")

    author.contents.before_put = refuse

    assert author.push() == 1

    assert author.told("failed")[0]["why"].startswith("these credentials aren't allowed to do that: PutObject")
    assert [event["file"] for event in author.told("live")] == ["posts/a.md"]


@pytest.mark.parametrize("method", ["get_many", "query"])
def test_who_may_read_only_some_of_the_table_is_told_what_is_uploaded_or_deleted(author: Author, method: str) -> None:
    author.write({"site.yaml": "title: Mine\n", "posts/a.md": GOOD, "posts/b.md": GOOD})
    author.push()
    author.write({"posts/a.md": GOOD + "More.\n"})
    (author.folder / "posts" / "b.md").unlink()
    author.may_not(method)

    assert author.push(delete=True) == 0

    assert [event["event"] for event in author.events] == ["blind", "pushed", "deleted", "done"]
    assert author.said[0].startswith("uploaded, without waiting until it is live: these credentials aren't allowed to do that")


def test_a_post_that_moves_says_from_where(author: Author) -> None:
    author.write({"posts/a.md": post(slug="old")})
    author.push()
    author.write({"posts/a.md": post(slug="new")})

    author.push()

    assert author.told("live")[0]["moved_from"] == "/2026/11/20/old/"


def test_temporary_files_and_reports_stay_here(author: Author) -> None:
    author.write({".git/config": "x", "posts/.a.md.swp": "x", "posts/a.md~": "x", "4913": "x", "posts/a.md.error.txt": "x"})

    assert author.push() == 0

    assert author.contents.puts == []


def test_what_never_comes_is_named_in_the_end(author: Author) -> None:
    author.write({"posts/a.md": GOOD})
    author.meanwhile = lambda: None

    assert author.push() == 1

    assert author.told("late")[0]["files"] == ["posts/a.md"]
    assert author.time >= push_session.PATIENCE


def test_who_does_not_wait_is_told_what_was_uploaded(author: Author) -> None:
    author.write({"posts/a.md": GOOD})
    author.meanwhile = lambda: None

    assert author.push(wait=False) == 0

    assert author.said == ["posts/a.md  uploaded", "1 uploaded, 0.0 seconds"]


def test_a_file_whose_name_is_not_utf_8_is_refused_with_what_to_do_and_hinders_no_other(author: Author) -> None:
    author.write({"site.yaml": "title: Mine\n", "posts/hello.md": GOOD})
    latin_1(author.folder, b"caf\xe9.jpg")

    assert author.push() == 1

    assert author.contents.puts == ["site.yaml", "posts/hello.md"]
    assert author.said[0].startswith("caf\ufffd.jpg:1: the name of this file or folder isn't UTF-8, ")
    assert author.said[-1].startswith("2 live, 1 refused")
    assert author.forecast() == 1
    assert author.push("posts") == 0
