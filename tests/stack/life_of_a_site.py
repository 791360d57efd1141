"""Everything happens to a site, so that its functions make every call that they ever make.

Its author uploads, edits and deletes, visitors follow and leave, letters go out and come back, time passes.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from time import sleep
from urllib.parse import urlencode

from msgspec.structs import replace

from chalicelib.authoring import api
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.grants import FOLDERS, SITE_FILE
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.ports import Cloud, Message
from chalicelib.cloud.versioned import NOTHING
from chalicelib.newsletter.jobs import OpenLetter, to_letters
from chalicelib.newsletter.letter_holds import TRIES
from chalicelib.newsletter.rules.ledger import Entry
from chalicelib.newsletter.rules.letter import Letter, id_of
from chalicelib.newsletter.rules.rate_limits import STRAIGHT
from chalicelib.store import item_keys, page_views, rate_counters, records, site_files, timers
from chalicelib.store.authoring import access_tokens, people
from chalicelib.store.newsletter import ledger, letters, subscribers
from chalicelib.times import in_utc
from chalicelib.web.http import Request
from tests.authoring_api.writer import ANN
from tests.letters.test_end_to_end import ADA, BOB, SITE, link_in, news
from tests.pictures import box, flat_png
from tests.publishing.blog import post
from tests.stack.recorded_site import Recorded, long_ago, now
from tests.stack.recording import FILM
from tests.web.visitor import FORM

CARL, DORA, EVE, FAY = "carl@example.org", "dora@example.org", "eve@example.org", "fay@example.org"
ACTING = '<svg xmlns="http://www.w3.org/2000/svg">\n<script>alert(1)</script></svg>'


def an_author_writes(blog: Recorded) -> None:
    """Posts come, change, move and go; the site changes, and everything is rebuilt."""
    blog.upload("site.yaml", f"{SITE.rstrip()}\nimages: {{cards: yes}}\n")
    blog.upload("posts/a.md", post(title="A", slug="a", categories=["X"], tags=["t"]))
    blog.upload("posts/b.md", post("See [it](a.md).", title="B", slug="b", date="2026-10-02", categories=["X"]))
    blog.upload("posts/a.md", post("More.", title="A", slug="moved", aliases=["/old/"]))
    blog.upload("templates/landing.html", "<p>{{ site.title }}</p>")
    blog.upload("templates/phrases/es.po", 'msgid "Home"\nmsgstr "Inicio de todo"\n')
    blog.upload("site.yaml", SITE.replace("[en, es]", "[es, en]"))
    blog.upload("posts/a.md", None)


def two_want_one_address(blog: Recorded) -> None:
    blog.upload("posts/first.md", post(slug="same"))
    blog.upload("posts/second.md", post(slug="same"))
    blog.upload("posts/first.md", None)


def an_author_errs(blog: Recorded) -> None:
    """A refusal is reported beside its source, until it is corrected."""
    blog.upload("posts/bad.md", post(date="yesterday"))
    blog.upload("posts/d.svg", ACTING)
    blog.upload("posts/bad.md", post("See [it](nowhere.md).", title="Good"))
    blog.upload("posts/bad.md", post(title="Good"))
    blog.upload("posts/d.svg", None)


def files_come_and_go(blog: Recorded) -> None:
    """A file is copied, in one call or in parts; an image is encoded, refused, or gone before it is; a file is gone, too."""
    blog.upload("p.png", flat_png(3, 2))
    blog.upload("p.png", b"no image")
    blog.upload("p.png", None)
    blog.upload("talk.pdf", b"%PDF")
    blog.upload("talk.pdf", None)
    blog.upload(FILM, box(b"ftyp", b"isom"))
    blog.blog.upload("gone.png", flat_png(5, 4))
    blog.blog.upload("gone.pdf", b"%PDF")
    blog.ingest()
    blog.blog.delete("gone.png")
    blog.blog.delete("gone.pdf")
    blog.functions.settle()


def time_passes(blog: Recorded) -> None:
    """A post comes due; an ingest that never ended is begun again."""
    due = scheduled(blog, "posts/due.md")
    blog.table.put(Item(At(item_keys.OWING, "posts/b.md"), {"stamp": "0", "since": long_ago()}))
    sleep(max(0.0, (due - now()).total_seconds()))
    blog.tick()


def scheduled(blog: Recorded, key: str) -> datetime:
    """Upload a post that is due soon, but not before it is ingested, however busy the machine; return when it is due."""
    for seconds in (5, 20, 80, 320):
        due = now() + timedelta(seconds=seconds)
        blog.upload(key, post(date=in_utc(due)))
        record = records.read(blog.table, key)
        if record and record.state == "due":
            return due
    raise AssertionError("it was never ingested in time")


def readers_read_without_a_cdn(blog: Recorded) -> None:
    """A page is there, and another isn't."""
    assert [blog.read_without_cdn(path) for path in ("/", "/nowhere/")] == [200, 404]


def visitors_come_and_go(blog: Recorded) -> None:
    """They sign up, follow, choose, read what is kept of them, leave, and are forgotten."""
    for address in (ADA, BOB, CARL, DORA):
        blog.follow(address)
    blog.get("/api/subscriptions/sent")
    blog.get(link_in(blog.inbox(ADA)[0], "confirm"))
    blog.get(blog.link(CARL, "preferences"))
    blog.post(blog.link(CARL, "preferences"), {"frequency": "daily"})
    blog.post(blog.link(CARL, "account", "data"), {})
    blog.get(blog.link(DORA, "unsubscribe"))
    blog.post(blog.link(DORA, "unsubscribe"), {})
    blog.post(blog.link(CARL, "account", "erase"), {})


def sign_ups_wait(blog: Recorded) -> None:
    """The site's hour is full, so a sign-up waits for its turn; when it has come, none waits."""
    for _ in range(STRAIGHT):
        rate_counters.lets_through(blog.table, "site-hour", "-", now())
    blog.post("/api/subscriptions", {"email": FAY})
    for _ in range(2):
        blog.tick()


def readers_read(blog: Recorded) -> None:
    """The CDN brings a file of what was read; one is gone before it is looked at. Time passes, and others are read."""
    for name in ("c", "d"):
        blog.upload(f"posts/{name}.md", post(title=name, slug=name))
        blog.bring(f"{name}.gz", f"/2026/11/20/{name}/")
        blog.table.put(Item(page_views.TIMER, {"nonce": "n", "look": long_ago()}))
        blog.tick()
    blog.s3.put_object(Bucket=blog.settings["LOGS_BUCKET"], Key="gone.gz", Body=b"")
    blog.s3.delete_object(Bucket=blog.settings["LOGS_BUCKET"], Key="gone.gz")
    blog.functions.settle()


def letters_go_out(blog: Recorded) -> None:
    """Each post is sent to its subscribers; an open claim is settled, a wrong count corrected, and a digest repeats the post."""
    subscribers.count(blog.table, blog.reader(BOB).shard, 1)
    blog.upload("posts/news.md", news())
    blog.blog.upload("posts/more.md", news("More"))
    blog.functions.settle()
    more = id_of("posts/more.md")
    bob = blog.reader(BOB)
    ledger.write(blog.table, Entry(more, bob.id, "claimed", long_ago(), ""), now())
    blog.tick()
    for _ in range(2):
        blog.queue("LETTERS_QUEUE_URL", to_letters(OpenLetter(more)).body)
    letters.announce(blog.table, Letter("digest", "daily", "due", in_utc(now()), since=long_ago()))
    letters.put_on_list(blog.table, Letter("old", "each", "sent", long_ago()))
    blog.table.put(Item(timers.at("digest", "daily"), {"last": "2026", "next": long_ago()}))
    blog.tick()


def letters_come_back(blog: Recorded) -> None:
    """A dead address is suppressed; a letter of which too many complain stops."""
    blog.post("/api/subscriptions", {"email": "bounce+1@simulator.amazonses.com"})
    letter = letters.read(blog.table, id_of("posts/news.md"))
    assert letter
    letters.write(blog.table, replace(letter, state="sending"))
    for address in (ADA, BOB):
        blog.report("Complaint", letter.id, blog.reader(address).id)


def a_letter_is_given_up(blog: Recorded) -> None:
    """A letter could not be made, for the last time; that is reported beside its source."""
    letters.announce(blog.table, Letter("broken", "each", "due", long_ago(), key="posts/news.md", tries=TRIES, why="a fault"))
    blog.queue("LETTERS_QUEUE_URL", to_letters(OpenLetter("broken")).body)


def something_fails(blog: Recorded) -> None:
    """In each queue is a message that can't be handled, so that it is to come again."""
    for queue in ("UPLOADS_QUEUE_URL", "LETTERS_QUEUE_URL", "LOGS_QUEUE_URL"):
        blog.queue(queue, "no JSON")
    blog.report("Complaint", "a letter", "nobody's id")
    blog.blog.cloud.press.send([Message("no JSON", "group")])
    blog.functions.settle()


def mail_is_received(blog: Recorded) -> None:
    """A reader replies, and another leaves by mail."""
    blog.upload("site.yaml", f"{SITE.rstrip()}\n  replies: author@press.example\n")
    blog.receive(f"letters@{blog.settings['RECEIVING']}")
    blog.follow(EVE)
    blog.leave_by_mail(EVE)


def people_write(blog: Recorded) -> None:
    """A person gets a token and a link to sign in, writes, changes, deletes and restores a file in each folder, and changes the
    settings."""
    people.put(blog.table, people.Person("ann", "editor", "ann", ANN))
    blog.author(issue_a_token)
    blog.author(ask_for_a_link)
    for folder in FOLDERS:
        blog.author(partial(write_and_restore, f"{folder}/written.txt"))
    blog.author(partial(write_and_restore, "written.md"))
    blog.author(look_for_a_preview)
    blog.author(change_settings)


def look_for_a_preview(cloud: Cloud) -> None:
    assert cloud.public.read("_/preview/of-no-draft/index.html") is None


def change_settings(cloud: Cloud) -> None:
    files = AuthoringContext(cloud, Request("POST", "/desk/settings")).files
    stored = files.read(SITE_FILE)
    assert stored
    files.put(SITE_FILE, stored[0] + b"\n", "application/yaml", stored[1])
    last = files.versions(SITE_FILE)[0]
    assert files.read_version(SITE_FILE, last.id) == stored[0] + b"\n"


def issue_a_token(cloud: Cloud) -> None:
    token = access_tokens.issue(cloud.table, "ann", ("create",), "", now())
    assert access_tokens.read(cloud.table, token, now())
    assert people.read(cloud.table, "ann")
    site_files.read(cloud)


def ask_for_a_link(cloud: Cloud) -> None:
    form = urlencode({"email": ANN}).encode()
    assert api.answer(cloud, Request("POST", "/desk/links", {}, {"content-type": FORM}, form)).status == HTTPStatus.SEE_OTHER


def write_and_restore(key: str, cloud: Cloud) -> None:
    files = AuthoringContext(cloud, Request("POST", "/micropub")).files
    assert files.read(key) is None
    first = files.put(key, b"one", "text/plain", NOTHING)
    second = files.put(key, b"two", "text/plain", first)
    files.delete(key, second)
    earlier = [files.read_version(key, version.id) for version in files.versions(key) if not version.deleted]
    assert earlier == [b"two", b"one"]


LIFE: tuple[Callable[[Recorded], None], ...] = (
    an_author_writes,
    two_want_one_address,
    an_author_errs,
    files_come_and_go,
    time_passes,
    readers_read,
    readers_read_without_a_cdn,
    visitors_come_and_go,
    letters_go_out,
    a_letter_is_given_up,
    something_fails,
    letters_come_back,
    mail_is_received,
    sign_ups_wait,
    people_write,
)
