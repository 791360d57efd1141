"""Files of comments beside posts: no push takes them along, and it says which command does."""

from tests.authoring.author import GOOD, Author

FILE = "posts/.hello.comments.json"


def notes(author: Author) -> list[str]:
    return [event["text"] for event in author.told("note") if "comments" in event["text"]]


def test_a_new_file_of_comments_is_told_of_once_and_not_uploaded(author: Author) -> None:
    author.write({"site.yaml": "title: Mine\n", "posts/hello.md": GOOD, FILE: "[]"})

    author.push()
    first = notes(author)
    author.push()

    assert first == [
        "1 file of comments beside your posts is new or changed; "
        "`presswork comments import` puts what is new in them below your posts"
    ]
    assert notes(author) == []
    assert FILE not in author.contents.puts


def test_a_file_that_was_changed_since_is_told_of_again(author: Author) -> None:
    author.write({"site.yaml": "title: Mine\n", "posts/hello.md": GOOD, FILE: "[]"})
    author.push()
    author.write({FILE: "[ ]"})

    author.push("posts/hello.md")

    assert len(notes(author)) == 1
