"""The subscribers of an export: all of them, with their wishes and consent, for nobody else to read."""

import csv
from pathlib import Path

from infra.authoring.export.export import OURS, SUBSCRIBERS, export
from infra.authoring.target.bucket_listing import of_bucket
from infra.running import subscribers
from tests.letters.blog import LetterBlog


def rows(out: Path) -> dict[str, dict[str, str]]:
    with (out / SUBSCRIBERS).open(encoding="utf-8", newline="") as lines:
        return {row["address"]: row for row in csv.DictReader(lines)}


def test_every_subscriber_is_exported_with_state_wishes_and_consent(tmp_path: Path) -> None:
    blog = LetterBlog()
    blog.upload("site.yaml", "title: The Press\nlanguages: [en, es]\n")
    blog.settle()
    subscribers.add(blog.cloud, address="ann@example.org", consent="a fair", language="es", categories="news", often="weekly")
    subscribers.add(blog.cloud, address="bob@example.org", consent="a form")
    subscribers.suppress(blog.cloud, address="bob@example.org")

    done = export(blog.cloud, of_bucket(blog.cloud.content), tmp_path, "press")

    found = rows(tmp_path)
    wanted = {"language": "es", "categories": "news", "often": "weekly", "consent": "a fair", "state": "following"}
    assert wanted.items() <= found["ann@example.org"].items()
    assert [row["state"] for row in found.values() if row["address"] != "ann@example.org"] == ["suppressed"] * (len(found) - 1)
    assert done.subscribers + done.unnamed == 2


def test_the_subscribers_are_readable_by_their_owner_alone_and_hidden(tmp_path: Path) -> None:
    blog = LetterBlog()
    export(blog.cloud, of_bucket(blog.cloud.content), tmp_path, "press")

    assert (tmp_path / SUBSCRIBERS).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / OURS).stat().st_mode & 0o777 == 0o700
    assert OURS.name.startswith(".")


def test_an_exported_list_can_be_imported_again(tmp_path: Path) -> None:
    blog = LetterBlog()
    subscribers.add(blog.cloud, address="ann@example.org", consent="a fair", often="daily", categories="x, y", authors="ann, bo")
    export(blog.cloud, of_bucket(blog.cloud.content), tmp_path, "press")
    other = LetterBlog()

    assert subscribers.import_(other.cloud, file=tmp_path / SUBSCRIBERS) == 0

    export(other.cloud, of_bucket(other.cloud.content), tmp_path / "again", "press")
    assert rows(tmp_path / "again") == rows(tmp_path)
