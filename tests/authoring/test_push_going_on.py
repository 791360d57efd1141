"""A push that was cut short, or whose notes are lost: the same command goes on from there."""

import pytest
from botocore.exceptions import EndpointConnectionError

from infra.terminal.exit_codes import INTERRUPTED
from infra.terminal.streams import CannotError
from tests.authoring.author import GOOD, Author
from tests.publishing.blog import MemoryBlog


def test_after_the_network_is_gone_the_same_command_goes_on(author: Author, blog: MemoryBlog) -> None:
    author.write({f"posts/{number}.md": GOOD for number in range(20)})

    def gone(key: str) -> None:
        if len(author.contents.puts) >= 5:
            raise EndpointConnectionError(endpoint_url="https://s3.example")

    author.contents.before_put = gone
    with pytest.raises(
        CannotError, match=r"stopped after .* of 20, .* left: can't reach https.* run the same command again"
    ) as stopped:
        author.push()
    assert stopped.value.status == 1
    first = list(author.contents.puts)
    author.contents.before_put = lambda _: None

    assert author.push() == 0

    assert sorted(author.contents.puts) == sorted(f"posts/{number}.md" for number in range(20))
    assert len(first) < 20
    assert len(author.told("live")) == 20


def test_ctrl_c_ends_with_what_is_done_and_what_is_left(author: Author) -> None:
    author.write({f"posts/{number}.md": GOOD for number in range(3)})

    def interrupt() -> None:
        raise KeyboardInterrupt

    author.meanwhile = interrupt
    with pytest.raises(CannotError, match="interrupted after 3 of 3, 0 left; run the same command again to continue") as stopped:
        author.push()
    author.meanwhile = author.blog.settle

    assert stopped.value.status == INTERRUPTED
    assert author.push() == 0
    assert len(author.told("live")) == 3


def test_a_push_that_was_killed_is_gone_on_with_even_without_its_index(author: Author) -> None:
    author.write({"posts/a.md": GOOD, "posts/b.md": GOOD})
    author.push()
    author.write({"posts/a.md": GOOD + "More.\n", "posts/b.md": GOOD + "More.\n"})
    index = (author.folder / ".presswork/push-press.json").read_bytes()
    author.push("posts/a.md")
    (author.folder / ".presswork/push-press.json").write_bytes(index)  # as if it had been killed before it noted that

    assert author.push() == 0

    assert author.contents.puts[2:] == ["posts/a.md", "posts/b.md"]
    assert sorted(event["file"] for event in author.told("live")) == ["posts/a.md", "posts/b.md"]


def test_a_folder_that_cant_be_written_costs_only_time(author: Author) -> None:
    author.write({"posts/a.md": GOOD, ".presswork": "a file, where the folder for notes would be"})

    assert author.push() == 0

    assert [event["text"] for event in author.told("note")] == [
        f"can't write {author.folder}/.presswork/push-press.json: File exists; the next push compares everything with the site"
    ]


def test_a_damaged_index_costs_a_listing_and_nothing_else(author: Author) -> None:
    author.write({"posts/a.md": GOOD})
    author.push()
    (author.folder / ".presswork/push-press.json").write_text("{")

    assert author.push() == 0

    assert (author.asked, author.contents.puts, author.contents.listings) == ([], ["posts/a.md"], 2)
