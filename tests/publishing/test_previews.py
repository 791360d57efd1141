"""A draft or a scheduled post is read at a secret address, and named nowhere else; the address ends when it is published."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from chalicelib import schedule
from chalicelib.content.addresses.preview_addresses import FOLDER
from chalicelib.publishing import previews
from chalicelib.store import records, site_files
from tests.function_rights import granted
from tests.pictures import flat_png as png
from tests.publishing.blog import URL, Blog, MemoryBlog, as_new, post, standing
from tests.publishing.sources import OTHERS

KEY, HOME = "posts/secret.md", "/2026/11/20/secret/"
FIRST, SECOND = ("a first key",), ("a first key", "a second key")
FRONT = {"title": "The secret one", "categories": ["Press"], "tags": ["Rare"], "author": "Ann", "translation_key": "k"}
PUBLISHED = post("Quoins.", **FRONT)
DRAFT = post("Quoins.", **FRONT, draft=True)
DUE = post("Quoins.", **FRONT, publish_date="2031-05-01 09:30")


@pytest.fixture
def keyed(blog: Blog) -> Blog:
    """A house whose schedule has a key, and has run once."""
    return with_keys(blog, FIRST)


@pytest.fixture
def memory(memory_blog: MemoryBlog) -> MemoryBlog:
    with_keys(memory_blog, FIRST)
    return memory_blog


def with_keys(blog: Blog, keys: tuple[str, ...]) -> Blog:
    schedule.tick(granted(replace(blog.cloud, keys=keys), "tick"))
    blog.settle()
    return blog


def where(blog: Blog, key: str = KEY) -> str:
    """The address of the preview of this source."""
    record = records.read(blog.cloud.table, key)
    found = previews.preview_url(site_files.read(blog.cloud), record) if record else ""
    return found.removeprefix(URL)


def previewed(blog: Blog) -> dict[str, str]:
    """What stands below the folder of previews: the page, or where it leads."""
    found = {key: shown for key, shown in blog.objects().items() if f"/{key}".startswith(FOLDER)}
    return {f"/{key.removesuffix('index.html')}": shown.meta.get("location", "page") for key, shown in found.items()}


@pytest.mark.parametrize(("source", "says"), [(DRAFT, "Draft"), (DUE, "May 1, 2031, 9:30")], ids=["draft", "due"])
def test_a_post_that_is_not_published_is_read_at_a_secret_address_and_named_nowhere_else(
    keyed: Blog, source: str, says: str
) -> None:
    keyed.publish({**OTHERS, KEY: source})

    page = keyed.page(where(keyed)) or ""
    assert "Quoins." in page
    assert "Preview: not published" in page
    assert says in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    others = {key: shown for key, shown in keyed.objects().items() if not f"/{key}".startswith(FOLDER)}
    assert others == as_new(OTHERS)
    assert keyed.page(HOME) is None


def test_a_preview_names_no_neighbours_no_translations_and_no_address_to_share(memory: Blog) -> None:
    memory.publish({**OTHERS, KEY: DRAFT})

    page = memory.page(where(memory)) or ""
    named = ("The older one", "The newer one", "Otro", HOME, "canonical", "og:", "ld+json", "Share")
    assert [word for word in named if word in page] == []


def test_the_address_of_a_preview_follows_from_the_key_and_nothing_else(memory: Blog) -> None:
    memory.publish({KEY: DRAFT})
    before = where(memory)

    memory.publish({KEY: DUE})

    assert where(memory) == before != where(with_keys_of_another(), KEY)
    assert len(before) == len(FOLDER) + 32 + 1


def with_keys_of_another() -> Blog:
    other = with_keys(MemoryBlog(), ("another key",))
    other.publish({KEY: DRAFT})
    return other


def test_a_preview_is_always_of_the_last_good_upload(memory: Blog) -> None:
    memory.publish({KEY: DRAFT})

    memory.publish({KEY: DRAFT.replace("Quoins.", "Frisket.")})
    assert "Frisket." in (memory.page(where(memory)) or "")

    memory.publish({KEY: "---\ntitle: [\n---\n"})
    assert "Frisket." in (memory.page(where(memory)) or "")
    assert memory.report(KEY) is not None


def test_a_published_post_is_where_the_address_of_its_preview_leads(keyed: Blog) -> None:
    keyed.publish({**OTHERS, KEY: DRAFT})
    address = where(keyed)

    keyed.publish({KEY: PUBLISHED})

    assert keyed.leads(address) == HOME
    assert previewed(keyed) == {address: HOME}
    others = {key: shown for key, shown in keyed.objects().items() if f"/{key}" != f"{address}index.html"}
    assert standing(others) == standing(as_new({**OTHERS, KEY: PUBLISHED}))


def test_the_address_of_a_preview_follows_the_post_to_another_address(memory: Blog) -> None:
    memory.publish({KEY: DRAFT})
    address = where(memory)
    memory.publish({KEY: PUBLISHED})

    memory.publish({KEY: post("Quoins.", **FRONT, slug="elsewhere")})

    assert memory.leads(address) == "/2026/11/20/elsewhere/"


def test_a_scheduled_post_that_comes_due_ends_its_preview(memory: MemoryBlog) -> None:
    memory.publish({KEY: DUE})
    address = where(memory)

    memory.clock.time = datetime(2031, 5, 1, 9, 31, tzinfo=UTC)
    with_keys(memory, FIRST)

    assert memory.leads(address) == HOME


@pytest.mark.parametrize(
    "end",
    [
        None,
        post("Quoins.", **FRONT, private=True),
        post("Quoins.", **FRONT, draft=True, password="p"),
        "---\nprivate: yes\n---\n",
    ],
    ids=["deleted", "private", "with a password", "private and refused"],
)
@pytest.mark.parametrize("begin", [DRAFT, DUE], ids=["draft", "due"])
def test_a_preview_ends_when_its_source_is_deleted_or_private(memory: Blog, begin: str, end: str | None) -> None:
    memory.publish({**OTHERS, KEY: begin})

    memory.publish({KEY: end})

    assert previewed(memory) == {}


@pytest.mark.parametrize("end", [None, post("Quoins.", **FRONT, expires="2026-11-21")], ids=["deleted", "expired"])
def test_what_leads_to_a_post_ends_with_it(memory: Blog, end: str | None) -> None:
    memory.publish({KEY: DRAFT})
    memory.publish({KEY: PUBLISHED})

    memory.publish({KEY: end})

    assert previewed(memory) == {}


def test_a_post_that_is_taken_back_has_its_preview_again(memory: Blog) -> None:
    memory.publish({KEY: DRAFT})
    address = where(memory)
    memory.publish({KEY: PUBLISHED})

    memory.publish({KEY: DRAFT})

    assert memory.leads(address) is None
    assert "Quoins." in (memory.page(address) or "")
    assert memory.page(HOME) is None


def test_a_source_that_was_never_a_draft_has_no_preview(memory: Blog) -> None:
    memory.publish({**OTHERS, KEY: PUBLISHED})

    assert previewed(memory) == {}


def test_a_new_key_moves_every_preview_and_leaves_nothing_at_the_former_address(keyed: Blog) -> None:
    keyed.publish({KEY: DRAFT, "posts/was.md": post(title="Was", draft=True)})
    keyed.publish({"posts/was.md": post(title="Was", date="2026-11-19")})
    former = set(previewed(keyed))

    with_keys(keyed, SECOND)

    now = previewed(keyed)
    assert len(now) == len(former) == 3
    assert not former & now.keys()
    assert "Quoins." in (keyed.page(where(keyed)) or "")


def test_a_key_that_is_no_longer_the_newest_opens_nothing(memory: Blog) -> None:
    memory.publish({KEY: DRAFT})
    addresses = set(previewed(memory))
    for keys in (SECOND, ("a third key",), FIRST):
        with_keys(memory, keys)
        addresses |= set(previewed(memory))

    assert len(addresses) == 6
    assert set(previewed(memory)) == {where(memory), f"{where(memory)}letter/"}


def test_a_crash_between_a_new_secret_and_its_rebuild_loses_nothing(memory: MemoryBlog) -> None:
    memory.publish({KEY: DRAFT})
    former = where(memory)
    with pytest.raises(schedule.TickError):
        schedule.tick(replace(memory.cloud, keys=SECOND, press=Full()))

    with_keys(memory, SECOND)

    assert memory.page(former) is None
    assert "Quoins." in (memory.page(where(memory)) or "")


def test_without_keys_there_are_no_previews(memory_blog: Blog) -> None:
    memory_blog.publish({**OTHERS, KEY: DRAFT})
    schedule.tick(memory_blog.cloud)
    memory_blog.settle()

    assert where(memory_blog) == ""
    assert memory_blog.objects() == as_new(OTHERS)


def test_drafts_get_their_previews_once_there_is_a_key(memory_blog: Blog) -> None:
    memory_blog.publish({KEY: DRAFT})

    with_keys(memory_blog, FIRST)

    assert "Quoins." in (memory_blog.page(where(memory_blog)) or "")


# ---- what it shows


def test_the_preview_of_a_post_shows_its_letter(keyed: Blog) -> None:
    keyed.publish({KEY: DRAFT})

    page, letter = keyed.page(where(keyed)) or "", keyed.page(f"{where(keyed)}letter/") or ""
    assert f'href="{where(keyed)}letter/"' in page
    for hidden in ('<meta name="robots" content="noindex, nofollow">', '<meta name="referrer" content="no-referrer">'):
        assert hidden in letter
        assert hidden in page
    assert "Quoins." in letter
    assert f"{URL}/api/unsubscribe?t=PREVIEW" in letter


def test_a_letter_by_a_template_of_the_site_asks_search_engines_to_leave_it_out_too(memory: Blog) -> None:
    own = '<html><head dir="ltr"></head><p>Mine {{ mail.html }} {{ mail.manage }} {{ mail.unsubscribe }} {{ post.url }}</p>'
    memory.publish({KEY: DRAFT, "templates/mail/letter.html": own})

    letter = memory.page(f"{where(memory)}letter/") or ""
    assert "<p>Mine" in letter
    assert '<meta name="robots" content="noindex, nofollow">' in letter


@pytest.mark.parametrize(
    "source",
    [post(draft=True, newsletter=False), post(draft=True, listed=False), "---\ntitle: A page\ndraft: yes\n---\nText.\n"],
    ids=["no letter", "unlisted", "a page"],
)
def test_the_preview_of_a_post_without_a_letter_shows_none(memory: Blog, source: str) -> None:
    key = "page.md" if "A page" in source else KEY
    memory.publish({key: source})

    assert previewed(memory) == {where(memory, key): "page"}
    assert "letter/" not in (memory.page(where(memory, key)) or "")


def test_a_preview_follows_what_it_links_to_and_shows(memory: Blog) -> None:
    text = "See [it](older.md).\n\n![P](p.png)\n"
    memory.publish({KEY: post(text, **FRONT, draft=True)})
    assert "/2026/11/02/older/" not in (memory.page(where(memory)) or "")

    memory.publish({**OTHERS, "posts/p.png": png(300, 200)})

    page = memory.page(where(memory)) or ""
    assert 'href="/2026/11/02/older/"' in page
    assert 'width="300"' in page


@pytest.mark.parametrize(
    ("site", "says"),
    [
        ("title: Another name\nlanguages: [en, es]\n", "Another name"),
        ("title: The Press\nlanguages: [en, es]\ntheme: {light: {accent: '#123456'}}\n", "#123456"),
        ("title: The Press\nlanguages: [en, es]\nnewsletter: {postal: 1 Fleet Street}\n", "1 Fleet Street"),
    ],
    ids=["its name", "its colours", "its postal address"],
)
def test_a_preview_and_its_letter_follow_the_site(memory: Blog, site: str, says: str) -> None:
    memory.publish({**OTHERS, KEY: DRAFT})

    memory.publish({"site.yaml": site})

    address = where(memory)
    assert says in f"{memory.page(address)} {memory.page(f'{address}letter/')}"
    new = with_keys(MemoryBlog(), FIRST)
    new.publish({**OTHERS, "site.yaml": site, KEY: DRAFT})
    assert standing(memory.objects()) == standing(new.objects())


def test_a_preview_says_what_it_is_in_the_language_of_its_post(memory: Blog) -> None:
    memory.publish({**OTHERS, "posts/otro.es.md": post(title="Otro", publish_date="2031-05-01", lang="es")})

    page = memory.page(where(memory, "posts/otro.es.md")) or ""
    assert "Vista previa: sin publicar" in page
    assert "1 de mayo de 2031" in page


@pytest.mark.parametrize("own", ["base.html", "post.html"])
def test_a_template_of_the_site_can_not_hide_that_a_page_is_a_preview(memory: Blog, own: str) -> None:
    memory.publish({**OTHERS, KEY: DRAFT, f"templates/{own}": "<p>{{ site.title }}</p>"})

    page = memory.page(where(memory)) or ""
    assert "Preview: not published" in page
    assert "noindex" in page


def test_a_draft_takes_no_address_from_a_post(memory: Blog) -> None:
    memory.publish({KEY: DRAFT})

    memory.publish({"posts/other.md": post("Frisket.", slug="secret")})

    assert "Frisket." in (memory.page(HOME) or "")
    assert memory.report("posts/other.md") is None


class Full:
    """A queue that takes nothing."""

    def send(self, messages: object) -> None:
        raise OSError(f"{messages} can't be queued")
