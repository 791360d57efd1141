"""The text that is kept in the table and in the queues: a site outlives many versions of the code, so no byte of it changes.

Each sample is a value; its text stands in the same line of `stored_text.txt`, as the first version wrote it. A new field
that is written even where it has its default lengthens these lines; what stands there already stays.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from chalicelib import codec
from chalicelib.authoring.identity.credentials import Code, Passkey, Session, SignInLink
from chalicelib.cloud.secrets import Secrets
from chalicelib.content.media.image_variants import Picture, Variant
from chalicelib.content.site.site import (
    Language,
    Link,
    ListingProfile,
    LocalizedText,
    MenuEntry,
    Newsletter,
    Robots,
    Sender,
    Site,
    Widget,
)
from chalicelib.content.site.theme import Theme
from chalicelib.errors import Refusal
from chalicelib.model import Body, Media, Page, Post, Term
from chalicelib.newsletter.jobs import (
    Deliver,
    Moved,
    OpenLetter,
    PasskeyAdded,
    PersonInvited,
    Settle,
    SignInRequested,
    SignUp,
    Welcome,
    job_in,
    to_letters,
)
from chalicelib.newsletter.mail.message import Edition
from chalicelib.newsletter.rules.ledger import Entry
from chalicelib.newsletter.rules.letter import Letter
from chalicelib.newsletter.rules.preferences import Wishes
from chalicelib.newsletter.rules.subscriber import Subject, Subscriber
from chalicelib.publishing import messages
from chalicelib.publishing.decide import Change
from chalicelib.record import Dependents, Pointer, Record
from chalicelib.rendering.language.catalogues import Catalogue
from chalicelib.rendering.queries import Summary
from chalicelib.store import answers
from chalicelib.store.authoring.access_tokens import AccessToken
from chalicelib.store.authoring.activity import Act
from chalicelib.store.authoring.people import Person
from tests.each import each

TIME = "2026-11-25T12:00:00+00:00"


@dataclass(frozen=True)
class Kind:
    """How values of a kind become text, and how they are read back."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def kind_of(type: type[Any], **beside: Any) -> Kind:
    return Kind(codec.dumps, partial(codec.loads, type, **beside))


KINDS: Mapping[str, Kind] = {
    "record": kind_of(Record, key="posts/å.md", version="01.000000"),
    "body": kind_of(Body),
    "letter": kind_of(Letter, id="abc", nonce=""),
    "entry": kind_of(Entry, letter="abc", reader="00ff", nonce=""),
    "edition": kind_of(Edition),
    "subscriber": kind_of(Subscriber, id="00ff", nonce="n", expires=7),
    "site": kind_of(Site),
    "catalogue": kind_of(Catalogue),
    "secrets": Kind(Secrets.dumps, Secrets.loads),
    "job": Kind(lambda job: to_letters(job).body, job_in),
    "person": kind_of(Person),
    "passkey": kind_of(Passkey),
    "session": kind_of(Session),
    "code": kind_of(Code),
    "link": kind_of(SignInLink),
    "token": kind_of(AccessToken),
    "act": kind_of(Act),
    "picture": kind_of(Picture),
    "position": Kind(lambda position: messages.to_rebuild(position).body, messages.position_in),
    "passage": Kind(lambda passage: messages.to_pass(passage).body, messages.position_in),
}

POST = Post("posts/å.md", "/2026/å/", "Å “title”", "en")
FULL_POST = Post(
    key="posts/b.md",
    address="/b/",
    title="B",
    lang="es",
    date=TIME,
    updated=TIME,
    id="b-1",
    authors=(Term("ann", "Ann"), Term("eva", "Éva")),
    categories=(Term("x", "X"),),
    tags=(Term("y", "Y"),),
    excerpt="<p>…</p>",
    image="/p.png",
    translation="k",
    aliases=("/old/",),
    links=("posts/c.md",),
    images=("p.png",),
    weight=3,
    comments=True,
    newsletter=False,
    lead=True,
    body="0a1b",
)
SITE = Site(
    feed_length=20,
    title=LocalizedText({"en": "Á", "es": "B"}),
    languages=(Language("en", "English"), Language("ar", "العربية", "rtl")),
    authors={"ann": ListingProfile(LocalizedText({"en": "Ann"}), LocalizedText(), "https://a.example")},
    categories={"x": ListingProfile(name=LocalizedText({"en": "X"}))},
    frames=("https://v.example",),
    sidebar=(
        Widget("links", LocalizedText({"en": "Books"}), links=(Link(LocalizedText({"en": "One"}), ""),), numbered=True),
        Widget("top"),
    ),
    me=("https://me.example",),
    newsletter=Newsletter(letters=Sender("Press", "a@b.example"), postal=LocalizedText({"en": "Street 1"})),
    theme=Theme(light={"link": "#000000"}, lengths={"measure": 40.5}, logo="/l.svg"),
)

SAMPLES: tuple[tuple[str, Any], ...] = (
    ("record", Record("posts/å.md", "01.000000", "removed")),
    ("record", Record("posts/å.md", "01.000000", "published", post=POST, digest="d")),
    (
        "record",
        Record(
            "posts/å.md",
            "01.000000",
            "refused",
            post=FULL_POST,
            digest="d",
            reading="r",
            refusal=Refusal("value", "é", 3),
            former=("/a/", "/b/"),
            wake=TIME,
            shows=("p.png",),
            owed=frozenset(
                {Page("month", "en:all:", "2026-11"), Page("sidebar", "en"), Pointer("list", "o", "s"), Dependents("left", "/å/")}
            ),
        ),
    ),
    ("record", Record("posts/å.md", "01.000000", "published", media=Media("p.png", "image/png", "e"))),
    ("record", Record("posts/å.md", "01.000000", "published", media=Media("p.png", "image/png", "e", 3, 2))),
    ("record", Record("posts/å.md", "01.000000", "refused", refusal=Refusal("empty"))),
    ("body", Body("<p>ä</p>", 3, {"z": [1, 2.5, None], "a": {"y": True, "b": "é"}})),
    ("body", Body("")),
    ("letter", Letter("abc", "each", "due", TIME)),
    (
        "letter",
        Letter(
            "abc",
            "daily",
            "paused",
            TIME,
            key="posts/å.md",
            since=TIME,
            title="Å",
            subjects={"r": Subject("en", ("x", "y"), TIME), "q": Subject("es", (), "")},
            keys={"r": "posts/r.md"},
            edition="e1",
            wake=TIME,
            why="full",
            again=True,
        ),
    ),
    ("entry", Entry("abc", "00ff", "claimed", TIME, "")),
    ("entry", Entry("abc", "00ff", "failed", TIME, "", 2, "m", "é", "bounced soft")),
    ("edition", Edition("Å", "<p>", "t", "en", "mark")),
    ("subscriber", Subscriber("00ff", "left", "n", expires=7)),
    (
        "subscriber",
        Subscriber(
            "00ff",
            "following",
            "n",
            "å@example.org",
            Wishes("es", all_languages=True, categories=("x",), often="daily"),
            ((TIME, "each"), (TIME, "daily")),
            "secret",
            "hash",
            TIME,
            "sign-up",
            "why",
            ("2026-11-25",),
            greeted=True,
            expires=7,
        ),
    ),
    ("site", Site(feed_length=20)),
    ("site", SITE),
    ("site", Site(theme=Theme(preset="news"))),
    ("catalogue", Catalogue("nplurals=2; plural=(n != 1);", {"One": "Una", "%(n)s post": ["%(n)s é", "%(n)s és"]})),
    ("secrets", Secrets(("a", "b"), "p")),
    ("job", SignUp("å@example.org", TIME, "1")),
    ("job", SignUp("a@example.org", TIME, "1", Wishes("es", categories=("x",)), "hash", 2)),
    ("job", Welcome("00ff")),
    ("job", OpenLetter("abc")),
    ("job", Deliver("abc", 7)),
    ("job", Settle("abc", 7)),
    ("position", messages.Position(("month", "year"), "en:all:", "posts/å.md")),
    ("record", Record("posts/å.md", "01.000000", "published", media=Media("t.mp3", "audio/mpeg", "e", length=5))),
    ("record", Record("posts/å.md", "01.000000", "published", post=replace(POST, player="/t.mp3"))),
    ("record", Record("posts/å.md", "01.000000", "published", media=Media("p.jpg", "image/jpeg", "e", 3, 2, picture="0f"))),
    ("picture", Picture("0f", 3, 2, "#008080", (Variant(3, 2, "webp", "e"), Variant(3, 2, "jpeg", "f")))),
    ("passage", messages.Passage(7, "p.jpg", former="0f")),
    ("record", Record("posts/å.md", "01.000000", "published", post=replace(POST, listed=False))),
    ("record", Record("posts/å.md", "01.000000", "published", post=replace(POST, pinned=True))),
    ("subscriber", Subscriber("00ff", "moved", "n", turns=((TIME, "each"), (TIME, "")), heir="0f0f", expires=7)),
    ("job", SignUp("å@example.org", TIME, "1", mover="00ff")),
    ("job", Moved("00ff", "0f0f", "secret", "å@example.org")),
    ("record", Record("posts/å.md", "01.000000", "published", post=replace(POST, series=Term("x", "X")))),
    ("record", Record("posts/å.md", "01.000000", "published", post=replace(POST, comments_closed=True))),
    ("record", Record("posts/å.md", "01.000000", "published", menu=("about.md",), menu_beside=("about.es.md",))),
    (
        "site",
        Site(
            comments_closed=True,
            beside="none",
            newsletter=Newsletter(show_followers=0),
            sidebar=(Widget("feeds", categories=("x",)),),
            menu=(MenuEntry("about.md"), MenuEntry("/s/", LocalizedText({"en": "S"}), "en")),
            robots=Robots("forbid", ("/d/",)),
            redirects={"/å/": "https://a.example/"},
        ),
    ),
    ("record", Record("posts/å.md", "01.000000", "due", wake=TIME, preview=POST, due=TIME)),
    ("record", Record("posts/å.md", "01.000000", "published", post=POST, previewed=True)),
    (
        "subscriber",
        Subscriber("00ff", "following", "n", wishes=Wishes("es", categories=("x",), authors=("ann", "eva")), expires=7),
    ),
    ("job", SignUp("a@example.org", TIME, "1", Wishes("es", authors=("ann",)))),
    ("letter", Letter("abc", "each", "sending", TIME, subjects={"r": Subject("en", ("x",), TIME, ("ann",))}, edition="e1")),
    ("site", Site(newsletter=Newsletter(forms=False))),
    ("position", messages.LinkedPosition("p.jpg", "posts/å.md", "0f", ("00ff",), "r01@2.1")),
    ("person", Person("ann", "author", "ann", "å@example.org")),
    ("passkey", Passkey(TIME, "a-b_c", "pQEC", 3, "Firefox, Linux", TIME)),
    ("session", Session(TIME, "Firefox, Linux")),
    ("code", Code(TIME, "https://app.example/", "https://app.example/back", "x", ("create", "profile"), "-")),
    ("link", SignInLink(TIME)),
    ("token", AccessToken("ann", ("create", "publish"), "https://app.example/", 1_800_000_000, TIME)),
    ("act", Act(TIME, "ann", "create post", "https://press.example/å/", "https://app.example/")),
    ("job", PersonInvited("ann")),
    ("job", SignInRequested("å@example.org", TIME, "en")),
    ("job", PasskeyAdded("ann", "Firefox, Linux")),
)
OWES = frozenset({Page("year", "en:all:å", "2026"), Page("sidebar", "en")})
SUMMARY = Summary("MONTHS#en:all:", "2026-11", {"posts": ["é"]}, OWES)

TEXTS = tuple(line.split(" ", 1) for line in (Path(__file__).parent / "stored_text.txt").read_text("utf-8").splitlines())


def test_every_sample_has_its_text_and_every_kind_its_samples() -> None:
    assert [kind for kind, _ in SAMPLES] == [kind for kind, _ in TEXTS]
    assert {kind for kind, _ in SAMPLES} == set(KINDS)


@each("number", range(len(SAMPLES)))
def test_a_value_is_written_as_ever(number: int) -> None:
    kind, value = SAMPLES[number]

    assert KINDS[kind].write(value) == TEXTS[number][1]


@each("number", range(len(SAMPLES)))
def test_what_was_written_is_read_back_as_it_was(number: int) -> None:
    kind, value = SAMPLES[number]

    assert KINDS[kind].read(TEXTS[number][1]) == value


def test_a_summary_is_an_item_of_two_texts_of_which_the_owed_pages_are_in_ascii() -> None:
    item = answers.item_of(SUMMARY)

    assert item.has == {
        "value": '{"posts": ["é"]}',
        "owes": '[["page", "sidebar", "en", ""], ["page", "year", "en:all:\\u00e5", "2026"]]',
    }
    assert answers.summary_in(item) == SUMMARY
    assert answers.item_of(replace(SUMMARY, owes=frozenset())).has == {"value": '{"posts": ["é"]}'}


def test_uploads_and_pages_are_lists_in_their_queues() -> None:
    page, change = Page("month", "en:all:å", "2026-11"), Change("posts/å.md", "01")

    assert [one.body for one in messages.to_press([page])] == ['{"pages": [["month", "en:all:\\u00e5", "2026-11"]]}']
    assert messages.again([change]).body == '{"again": [["posts/\\u00e5.md", "01"]]}'
