"""Live reload: the local server tells open pages what has changed, and nothing of that is in what stands there."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Object
from chalicelib.edge.responses import Headers
from infra.serve.live import SCRIPT, STREAM, Journal, live
from infra.serve.server import SiteServer
from tests.edge.reader import HTML, OBJECTS, Reader, stocked
from tests.patience import PATIENCE

MARK = re.compile(rb'\n?<script src="/_/live\.js" data-mark="([^"]+)" defer></script>\n$')


def changed(events: Iterator[bytes]) -> object:
    """Return what the next event says."""
    said = next(piece for piece in events if b"data: " in piece)
    return json.loads(said.decode().partition("data: ")[2])


# ---- the journal


def test_what_changes_after_a_mark_is_reported_by_its_address() -> None:
    journal = Journal()
    journal.note(["before/index.html"])
    mark = journal.mark()

    journal.note(["a/index.html", "index.html", "feed/index.xml", "posts/grüß.png"])

    assert changed(journal.events(mark)) == ["/posts/grüß.png", "/feed/", "/", "/a/"]


def test_each_event_has_the_mark_to_go_on_from() -> None:
    journal = Journal()
    events = journal.events(journal.mark())
    assert next(events).startswith(b"retry: ")

    journal.note(["a/index.html"])
    first = next(events).decode()
    journal.note(["b/index.html"])

    found = re.match("id: (.+)\n", first)
    assert found
    assert changed(journal.events(found[1])) == ["/b/"]
    assert changed(events) == ["/b/"]


@pytest.mark.parametrize("mark", ["", "0000-3", "nonsense"])
def test_a_mark_of_another_run_says_that_anything_may_have_changed_and_ends(mark: str) -> None:
    events = Journal().events(mark)

    assert changed(events) is None
    assert list(events) == []


def test_while_nothing_changes_there_is_a_heartbeat() -> None:
    journal = Journal()
    events = journal.events(journal.mark(), heartbeat=0.0)

    assert [next(events), next(events)] == [b"retry: 500\n\n", b": still here\n\n"]


def test_who_waits_is_let_go_at_the_end() -> None:
    journal, heard = Journal(), list[bytes]()
    thread = threading.Thread(target=lambda: heard.extend(journal.events(journal.mark())))
    thread.start()

    journal.close()
    thread.join(PATIENCE)

    assert not thread.is_alive()


# ---- the server


@contextmanager
def served(bucket: MemoryBucket, journal: Journal) -> Iterator[Reader]:
    with SiteServer(bucket, noting=live(journal)) as site, journal, closing((reader := Reader(site.url)).connection):
        yield reader


@pytest.mark.parametrize(
    ("path", "status", "key"), [("/", 200, "index.html"), ("/gone/", 404, "404.html"), ("/zh/x/", 404, "404.html")]
)
def test_a_page_gets_the_script_as_it_is_sent_and_only_then(path: str, status: int, key: str) -> None:
    bucket = stocked()

    with served(bucket, Journal()) as reader:
        response, body = reader.ask(path)
        head, _ = reader.ask(path, "HEAD")

    assert (response.status, MARK.sub(b"", body)) == (status, OBJECTS[key].body)
    assert MARK.search(body)
    assert response.headers["Content-Length"] == str(len(body))
    assert head.status == status
    assert bucket.read(key) == (OBJECTS[key].body, bucket.stat(key))


def test_the_size_of_a_page_counts_the_script() -> None:
    with served(stocked(), Journal()) as reader:
        assert reader.ask("/", "HEAD")[0].headers["Content-Length"] == reader.ask("/")[0].headers["Content-Length"]


def test_a_page_is_never_kept_so_that_its_mark_is_never_old() -> None:
    with served(stocked(), Journal()) as reader:
        response, body = reader.ask("/", If_None_Match="*", Range="bytes=0-1")

    assert (response.status, response.headers["Cache-Control"], response.headers["ETag"]) == (200, "no-store", None)
    assert MARK.search(body)


def test_what_is_no_page_is_sent_as_it_is() -> None:
    bucket = stocked()
    bucket.write("_/sidebar.en.html", Object(b"<p>part", HTML))

    with served(bucket, Journal()) as reader:
        for path, key in (("/feed/", "feed/index.xml"), ("/posts/photo.jpg", "posts/photo.jpg")):
            assert reader.ask(path)[1] == OBJECTS[key].body
        assert reader.ask("/_/sidebar.en.html")[1] == b"<p>part"
        assert reader.ask("/old/")[0].status == 301


def test_answers_of_services_beside_the_site_are_sent_as_they_are() -> None:
    def api(*_asked: object) -> tuple[int, Headers, bytes]:
        return 200, {"Content-Type": HTML}, b"<p>theirs"

    site = SiteServer(stocked(), api=api, beside={"/_inbox/": api}, noting=live(Journal()))
    with site, closing((reader := Reader(site.url)).connection):
        assert {reader.ask(path)[1] for path in ("/api/x", "/_inbox/")} == {b"<p>theirs"}


def test_an_open_page_hears_of_a_change_since_it_was_read() -> None:
    bucket, journal = stocked(), Journal()

    with served(bucket, journal) as reader:
        found = MARK.search(reader.ask("/")[1])
        assert found
        journal.note(["index.html"])  # before the page has connected
        reader.connection.request("GET", f"{STREAM}?mark={found[1].decode()}")
        stream = reader.connection.getresponse()
        lines = [stream.readline().decode() for _ in range(4)]
        reader.connection.close()
        stream.close()

    assert stream.headers["Content-Type"] == "text/event-stream"
    assert lines[3] == 'data: ["/"]\n'


def test_the_script_comes_from_the_site_itself_as_the_policy_of_pages_demands() -> None:
    with served(stocked(), Journal()) as reader:
        response, body = reader.ask(SCRIPT)

    assert (response.status, response.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert f"new EventSource(`{STREAM}?mark=".encode() in body


def test_without_live_reload_there_is_neither_script_nor_stream() -> None:
    with SiteServer(stocked()) as site, closing((reader := Reader(site.url)).connection):
        assert reader.ask("/")[1] == OBJECTS["index.html"].body
        assert {reader.ask(path)[0].status for path in (SCRIPT, f"{STREAM}/")} == {404}
