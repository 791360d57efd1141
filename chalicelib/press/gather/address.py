"""What stands at an address: the post that owns it, a page that points on, or nothing."""

from collections.abc import Mapping

from chalicelib.press.absolute import uri
from chalicelib.press.gather.heads import of_post
from chalicelib.press.gather.reading import newer_than, newest, older_than, texts
from chalicelib.press.gather.versions import versions_of
from chalicelib.press.head import translations_of
from chalicelib.press.house import House
from chalicelib.press.kinds import redirects_of
from chalicelib.press.needs import Claimed, Claims, Made, Records, Steps
from chalicelib.press.paths import url
from chalicelib.press.showing import render, shown_post, to_post
from chalicelib.record import Record
from chalicelib.words import Listing, Page, Post


def address(page: Page, house: House) -> Steps[Made]:
    """The owner's post; else the way to a source that wants to be led to from here."""
    claimed: Claimed = yield Claims(page.of)
    records: Mapping[str, Record] = yield Records(frozenset({claimed.owner, *claimed.leads} - {""}))
    owner = records.get(claimed.owner)
    if owner and owner.post and owner.address == page.of:
        return (yield from _post(page, owner.post, house))
    target = next((one.post for key in sorted(claimed.leads) if (one := records.get(key)) and _leads(one, page.of)), None)
    return _moved(page, target, house) if target else Made(None)


def _leads(record: Record, path: str) -> bool:
    return record.post is not None and path in redirects_of(record)


def _moved(page: Page, target: Post, house: House) -> Made:
    """A small page that points on, for clouds that know no redirects; the others read its `location`."""
    body = render("moved.html", page, house, target.lang, target=url(house.site, target.address))
    return Made(body, location=uri(target.address))


def _post(page: Page, post: Post, house: House) -> Steps[Made]:
    listing = Listing("all", post.lang)
    older = newer = None
    if post.date:
        known = yield from newest(listing, house)
        older = yield from older_than(listing, post.spot, known)
        newer = yield from newer_than(listing, post.spot, known)
    versions = (yield from versions_of([post], house.site)).get(post.translation, ())
    translations = translations_of(post, versions, house.site)
    text = yield from texts([post])
    shown = shown_post(post, house.site, text[post.key], translations=translations, older=to_post(older), newer=to_post(newer))
    return Made(render("post.html", page, house, post.lang, about=of_post(post, shown, versions, house.site), post=shown))
