"""The feeds of Hugo: which addresses they had, by the formats of its output, and the feeds here that take their place."""

from collections.abc import Iterator, Mapping

from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from infra.importers.hugo.mounts import texts
from infra.importers.parsing.lenient_values import table, text_at, value_at

KINDS: Mapping[str, str] = {"rss": "", "atom": "atom/", "feed+json": "json/", "json": "json/"}
"""The ends of the types of feeds, and the ends of the addresses of the feeds here."""
RSS: Mapping[str, Value] = {"baseName": Scalar("index", "index")}
ENDINGS: Mapping[str, str] = {"rss": "xml", "atom": "xml", "feed+json": "json", "json": "json"}


def feed_names(keys: Mapping[str, Value]) -> Mapping[str, str]:
    """Return the names of the files of feeds in each list, and the ends of the addresses of the feeds here: `index.xml`, ``."""
    if "rss" in {one.lower() for one in texts(keys, "disableKinds")} and not table(value_at(keys, "outputFormats")):
        return {}
    asked = {one.lower() for kind in ("home", "section", "term", "taxonomy") for one in texts(keys, f"outputs.{kind}")}
    formats = {"rss": RSS, **{name.lower(): table(value) for name, value in table(value_at(keys, "outputFormats")).items()}}
    return dict(feed for name, own in formats.items() if name in (asked or {"rss"}) for feed in _feeds(name, own, keys))


def _feeds(name: str, own: Mapping[str, Value], keys: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    kind = text_at(own, "mediaType") or ("application/rss+xml" if name == "rss" else "")
    of = kind.removeprefix("application/").removesuffix("+xml")
    is_feed = of in KINDS and (of != "json" or "feed" in f"{name}{text_at(own, 'baseName')}".lower())
    if is_feed:
        types = table(value_at(keys, "mediaTypes"))
        given = next((texts(table(value), "suffixes") for known, value in types.items() if known.lower() == kind), ())
        yield f"{text_at(own, 'baseName') or 'index'}.{(*given, ENDINGS[of])[0]}", KINDS[of]
