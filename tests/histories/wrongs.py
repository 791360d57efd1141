"""What a finished history got wrong: where the public bucket, the records and the reports aren't those of a clean build.

What a clean build cannot know is set apart, as the design says: where posts used to live, their ids after renames, the first
source to claim a contested address, and the last good version of a source that is refused now.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from msgspec.structs import replace

from chalicelib import codec
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.memory import MemoryBucket, MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Object
from chalicelib.content.addresses.preview_addresses import address as preview_address
from chalicelib.content.addresses.preview_addresses import secret_of, token
from chalicelib.content.media.image_variants import name_of
from chalicelib.content.site.site import Site
from chalicelib.diagnostics import Diagnostic
from chalicelib.model import Post
from chalicelib.publishing import consumers, previews
from chalicelib.publishing.messages import to_press
from chalicelib.publishing.parse import digest_of, look
from chalicelib.publishing.upload import ParseContext, StoredObject, Upload
from chalicelib.record import Record, names_of
from chalicelib.rendering.fixed_pages import fixed_pages
from chalicelib.rendering.pages.listings import made_id
from chalicelib.rendering.pages.post_or_redirect import AddressHistory
from chalicelib.rendering.pages_showing import redirects_of
from chalicelib.rendering.paths import object_key
from chalicelib.rendering.queries import OneSummary
from chalicelib.rendering.summaries import picture_of, redirect_of
from chalicelib.reports import cautions, missing_files, missing_links, report, taken_aliases
from chalicelib.store import claims, item_keys, pictures, publishes, records, site_files
from chalicelib.store.asking import ask
from tests.encoding import jobs_of_encoder
from tests.histories.plans import Plan
from tests.histories.world import NOW, World
from tests.histories.wrong_comments import comments_of_posts, ids_of_comments, wrong_comments
from tests.owed_summaries import owing_summaries

CRASH = 0.03
NAMED_CARD = re.compile(rb'"og:image" content="[^"?]*/(_/cards/[^"?]*)')


def objects(bucket: MemoryBucket) -> Mapping[str, Object]:
    return {key: found for key in bucket.keys(limit=100_000) if (found := bucket._objects.by_key[key][0])}


def records_of(world: World, plan: Plan) -> Mapping[str, Record]:
    return dict(records.read_many(world.table, {key for key, _ in plan}))


def as_read(post: Post) -> Post:
    """The post as its source alone says it."""
    return replace(post, body="", origin="")


def last_good(record: Record, plan: Plan, world: World) -> bytes | None:
    """The bytes that the record's post (or file) was made from, among all that were ever uploaded under its key.

    Bytes that say the same post with another text are not meant, unless the text was read with another `site.yaml`.
    """
    site = site_files.read(world.cloud).site
    fitting: list[tuple[bool, bytes]] = []
    for key, body in reversed(plan):
        if key == record.key and body is not None:
            said = look(key, StoredObject(body, Object(body, "").etag, len(body)), ParseContext(site, NOW))
            post = said.post == as_read(record.post) if record.post else False
            preview = said.preview == as_read(record.preview) if record.preview else False
            if post or preview or (record.media and said.media == record.media):
                same_text = said.body is not None and record.body.endswith(digest_of(codec.dumps(said.body).encode()))
                fitting.append((same_text, body))
    return max(fitting, key=lambda fit: fit[0])[1] if fitting else None


def clean_build(world: World, sources: Mapping[str, bytes], found: Mapping[str, Record]) -> Mapping[str, Object]:
    """The public bucket of a new site with these sources, and with the comments on their posts."""
    uploads, press, encoder = MemoryQueue(), MemoryQueue(), MemoryQueue()
    table = MemoryTable()
    table.put_many([*given_up(world), *comments_of_posts(world, found)])
    new = replace(world.cloud, table=table, content=MemoryBucket(), public=MemoryBucket(), encoded=MemoryBucket())
    cloud = replace(new, uploads=uploads, press=press, letters=MemoryQueue(), encoder=encoder)
    previews.renew(replace(cloud, keys=world.keys))
    cloud.press.send(to_press(fixed_pages(site_files.read(cloud).site)))
    site_files.put_empty(cloud.table)
    for key in sorted(sources, key=lambda key: (key.startswith("posts/"), key)):
        cloud.content.write(key, Object(sources[key], ""))
        assert not consumers.uploads(cloud, {"m": f'{{"again": [["{key}", "{"0" * 32}"]]}}'})
    work = ((uploads, consumers.uploads), (press, consumers.pages), (encoder, jobs_of_encoder))
    while any(len(queue) for queue, _ in work):
        for queue, handle in work:
            assert not handle(cloud, {str(n): message.body for n, message in enumerate(queue.take(200))})
    assert isinstance(cloud.public, MemoryBucket)
    return objects(cloud.public)


def given_up(world: World) -> list[Item]:
    """What is known of images and cards whose encoder died too often: no clean build can know that.

    A picture that stands was encoded before, so a clean build encodes it, too.
    """
    items = list(world.table.items())
    standing = {json.loads(item.text("value"))["name"] for item in items if is_standing_picture(item)}
    refused = [item for item in items if item.at.pk.startswith("PICTURE#") and pictures.attempt_in(item).refusal]
    return [item for item in refused if item.at not in {pictures.at(name) for name in standing}]


def is_standing_picture(item: Item) -> bool:
    """Whether the item is the summary that a picture stands for an image."""
    return item.at == At(*picture_of(item.at.pk.removeprefix("IMAGE#"))) and item.text("value") != "null"


def effective(world: World, plan: Plan, found: Mapping[str, Record]) -> dict[str, bytes]:
    """What a clean build is given: the last good version of every source that stands, and the site as it is in force."""
    good: dict[str, bytes] = {}
    for key, record in found.items():
        body = last_good(record, plan, world) if record.post or record.preview or record.media else None
        if record.media and record.media.picture:
            body = of_picture(world, record, plan)
        elif record.media and record.refusal:  # a copy of the last good version, if it was made before the refused one came
            copied = world.public.read(key)
            body = copied[0] if copied else None
        if body is not None:
            good[key] = body
    for key in ("site.yaml", "templates/landing.html", "templates/extra.css"):
        item = world.table.get(item_keys.at_template(key.removeprefix("templates/")) if "/" in key else At(item_keys.SITE))
        if item and item.has["value"]:
            good[key] = next(
                body
                for name, body in reversed(plan)
                if name == key and body is not None and _value(key, body) == item.has["value"]
            )
    return good


def of_picture(world: World, record: Record, plan: Plan) -> bytes | None:
    """The bytes of the picture that stands for an image; where none ever stood, the bytes that can't be encoded."""
    value = _summary(world, picture_of(record.key))
    wanted = value["name"] if value else record.media.picture if record.media else ""
    return next((body for key, body in plan if key == record.key and body is not None and name_of(body) == wanted), None)


def _value(key: str, body: bytes) -> str | None:
    return look(key, StoredObject(body, "", len(body)), ParseContext(Site(), NOW)).site_file


def wrongs(world: World, plan: Plan) -> Iterator[object]:
    """What a finished history got wrong, if anything."""
    yield from (("a dead letter", letter.body) for letter in world.dead)
    yield from wrong_comments(world)
    found = records_of(world, plan)
    for key, record in found.items():
        yield from wrong_record(world, key, record, found)
        yield from wrong_publish(world, record)
    for key in {key for key, _ in plan} - set(found):
        if world.content.stat(key):
            yield ("never ingested", key)
    yield from owing_summaries(world.table)
    if any(is_past(world, record, plan) for record in found.values()):
        return
    yield from wrong_origins(found)
    former = former_previews(world, found)
    clean, actual = clean_build(world, effective(world, plan, found), found), objects(world.public)
    expected = {key: with_origins(world, shown, found) for key, shown in clean.items()}
    for key in sorted(expected.keys() | actual.keys()):
        if expected.get(key) != actual.get(key) and not (is_set_apart(key, expected, actual, found) or key in former):
            yield ("page", key, "expected", expected.get(key), "found", actual.get(key))
    yield from wrong_redirects(world, found, actual)
    yield from missing_cards(actual)
    wanting = {key for key, to in former.items() if key not in actual or actual[key].meta.get("location") != to}
    yield from (("the former preview leads elsewhere", key, actual.get(key)) for key in sorted(wanting))


def wrong_publish(world: World, record: Record) -> Iterator[object]:
    """Yield the publish of this record, unless it says that all is made."""
    cause = publishes.cause_of(record.key)
    publish = publishes.read_many(world.table, [cause]).get(cause)
    if publish is None or not publish.is_done_with(record):
        yield ("never done", record.key, record.version, publish)


def former_previews(world: World, found: Mapping[str, Record]) -> Mapping[str, str]:
    """Where the former previews of published posts lead, by their objects: no clean build knows that these were drafts."""
    secret = secret_of(world.keys)
    posts = [record.post for record in found.values() if record.previewed and record.post]
    return {object_key(preview_address(token(secret, post.key))): quote(post.address) for post in posts}


def missing_cards(actual: Mapping[str, Object]) -> Iterator[object]:
    """Cards that a page names and that don't stand; where none is ever drawn, a clean build lacks them, too."""
    named = {(key, unquote(card.decode())) for key, shown in actual.items() for card in NAMED_CARD.findall(shown.body)}
    yield from (("a page names a card that is missing", key, card) for key, card in sorted(named) if card not in actual)


def is_past(world: World, record: Record, plan: Plan) -> bool:
    """Whether no clean build can have the last good version of a refused source.

    It was read with another site.yaml; or it is a file that was replaced before it was copied.
    """
    if record.media and record.refusal and not record.media.picture:
        return world.public.read(record.key) is None
    return bool(record.post or record.preview) and not last_good(record, plan, world)


def wrong_origins(found: Mapping[str, Record]) -> Iterator[object]:
    """No two posts have ids of one origin, and no removed source has left its own to a source that never was."""
    origins = Counter(record.post.origin or record.key for record in found.values() if record.post)
    yield from (("one origin of several posts", origin) for origin, number in origins.items() if number > 1)
    heirs = {record.key: record.heir.partition(" ")[2] for record in found.values() if record.heir}
    yield from (("an heir that never was", key, heir) for key, heir in heirs.items() if heir not in found)


def with_origins(world: World, shown: Object, found: Mapping[str, Record]) -> Object:
    """The object with the ids of posts that were renamed: a clean build makes all ids from the keys of today."""
    site = site_files.read(world.cloud).site
    moved = [record.post for record in found.values() if record.post and record.post.origin]
    ids = {made_id(replace(post, origin=""), site).encode(): made_id(post, site).encode() for post in moved}
    ids |= ids_of_comments(world, moved, site)
    if not ids:
        return shown
    return replace(shown, body=re.sub(b"|".join(ids), lambda id_: ids[id_[0]], shown.body))


def is_set_apart(key: str, expected: Mapping[str, Object], actual: Mapping[str, Object], found: Mapping[str, Record]) -> bool:
    """Whether this is a redirect from a former address, or from an address that several sources name as an alias."""
    if key not in actual or "location" not in actual[key].meta or (key in expected and "location" not in expected[key].meta):
        return False
    return actual[key].meta["location"] in {quote(one.address) for one in wanting(f"/{key.removesuffix('index.html')}", found)}


def wanting(address: str, found: Mapping[str, Record]) -> list[Record]:
    """The sources to which this address should redirect."""
    return [record for record in found.values() if record.post and address in redirects_of(record)]


def wrong_redirects(world: World, found: Mapping[str, Record], actual: Mapping[str, Object]) -> Iterator[object]:
    """An address leads to the source that lives there, else to one of those that name it, as its summary says."""
    named = {path for record in found.values() if record.post for path in redirects_of(record)}
    for address in sorted(named - site_files.read(world.cloud).site.redirects.keys()):
        lives = next((record.key for record in found.values() if record.address == address), "")
        kept = AddressHistory(*(_summary(world, redirect_of(address)) or ()))
        keeper = kept.keeper and found[kept.keeper]
        there = actual.get(object_key(address))
        if kept.occupant != lives or (keeper and keeper not in wanting(address, found)) or not (lives or keeper):
            yield ("kept wrongly", address, kept, lives)
        elif not lives and keeper and (there is None or there.meta.get("location") != quote(keeper.address)):
            yield ("leads elsewhere", address, kept, there)


def _summary(world: World, name: tuple[str, str]) -> Any:
    query = OneSummary(*name)
    return ask(world.table, [query])[query].value


def wrong_record(world: World, key: str, record: Record, found: Mapping[str, Record]) -> Iterator[object]:
    standing = world.content.read(key)
    if record.owed:
        yield ("still owed", key, record.owed)
    for name in record.names:
        claim = claims.claim_of(world.table, name)
        if claim is None or claim.owner != key:
            yield ("has what it does not own", key, name, claim)
    if standing is None and (record.post or record.media):
        yield ("removed, but shown", key)
    if standing:
        yield from wrong_state(world, key, standing[0], record, found)
    yield from wrong_reports(world, key, record, found)


def said_of(world: World, key: str, body: bytes) -> Upload:
    """What these bytes say now, read with the site as it is in force."""
    site = site_files.read(world.cloud).site
    said = look(key, StoredObject(body, Object(body, "").etag, len(body)), ParseContext(site, world.clock.now()))
    refusal = pictures.read(world.table, said.media.picture).refusal if said.media and said.media.picture else None
    return Upload("refused", refusal=refusal) if refusal else said


def wrong_state(world: World, key: str, body: bytes, record: Record, found: Mapping[str, Record]) -> Iterator[object]:
    said = said_of(world, key, body)
    if record.refusal and record.refusal.code in ("taken", "taken-id") and said.post:
        names = names_of(said.post)
        lacks = names[0] if record.refusal.code == "taken" else names[-1]
        owner = claims.claim_of(world.table, lacks)
        if not owner or owner.owner == key or lacks not in found[owner.owner].names:
            yield ("refused, but the name is free", key, lacks)
    elif said.state != record.state or said.refusal != record.refusal:
        yield ("another state", key, said.state, record.state)
    elif (
        said.state == "published" and said.post and said.post != replace(record.post or Post("", "", "", ""), body="", origin="")
    ):
        yield ("an old version is shown", key)


def diagnostics_of(world: World, key: str) -> tuple[Diagnostic, ...]:
    """What is found in the source as it stands in the content bucket."""
    standing = world.content.read(key)
    return said_of(world, key, standing[0]).diagnostics if standing else ()


def wrong_reports(world: World, key: str, record: Record, found: Mapping[str, Record]) -> Iterator[object]:
    missing = [one for one in (record.post.links if record.post else record.menu) if one not in found or not found[one].post]
    shown = (*record.shows, *((*record.post.images, *record.post.files) if record.post else ()))
    absent = [one for one in shown if one not in found or not found[one].media]
    aliases = record.post.aliases if record.post else ()
    kept = {alias: AddressHistory(*(_summary(world, redirect_of(alias)) or ())) for alias in aliases}
    others = {alias: one.occupant or one.keeper for alias, one in kept.items() if (one.occupant or one.keeper) != key}
    told = (
        missing_links(key, missing),
        missing_files(key, absent),
        *cautions(key, diagnostics_of(world, key)),
        taken_aliases(key, others),
    )
    wanted = {
        f"{key}.error.txt": report(key, record.refusal) if record.refusal else None,
        f"{key}.warning.txt": "\n".join(filter(None, told)) or None,
    }
    for name, text in wanted.items():
        standing = world.content.read(name)
        if (standing[0].decode() if standing else None) != text:
            yield ("report", name, "expected", text, "found", standing)
