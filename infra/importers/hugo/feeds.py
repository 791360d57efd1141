"""The feeds of Hugo: which addresses they had, by the formats of its output, and the feeds here that take their place."""

from collections.abc import Iterator, Mapping

from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from infra.importers.parsing.lenient_values import table, text_at, texts_at, value_at

KINDS: Mapping[str, str] = {"rss": "", "atom": "atom/", "feed+json": "json/", "json": "json/"}
"""The ends of the types of feeds, and the ends of the addresses of the feeds here."""
RSS: Mapping[str, Value] = {"baseName": Scalar("index", "index")}
ENDINGS: Mapping[str, str] = {"rss": "xml", "atom": "xml", "feed+json": "json", "json": "json"}


def feed_names(keys: Mapping[str, Value]) -> Mapping[str, str]:
    """Return the names of the files of feeds in each list, and the ends of the addresses of the feeds here: `index.xml`, ``."""
    own_formats = table(value_at(keys, "outputFormats"))
    if "rss" in map(str.lower, texts_at(keys, "disableKinds")) and not own_formats:
        return {}
    outputs = [name for kind in ("home", "section", "term", "taxonomy") for name in texts_at(keys, f"outputs.{kind}")]
    asked = set(map(str.lower, outputs)) or {"rss"}
    formats = {"rss": RSS, **{name.lower(): table(value) for name, value in own_formats.items()}}
    return dict(feed for name, own in formats.items() if name in asked for feed in _feeds(name, own, keys))


def _feeds(name: str, own: Mapping[str, Value], keys: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Yield the file of a format with the end of the new address, if it is a format of feeds."""
    media_type = text_at(own, "mediaType") or ("application/rss+xml" if name == "rss" else "")
    kind = media_type.removeprefix("application/").removesuffix("+xml")
    if kind in KINDS and (kind != "json" or "feed" in f"{name}{text_at(own, 'baseName')}".lower()):
        types = table(value_at(keys, "mediaTypes"))
        suffixes = next((texts_at(table(value), "suffixes") for key, value in types.items() if key.lower() == media_type), ())
        yield f"{text_at(own, 'baseName') or 'index'}.{(*suffixes, ENDINGS[kind])[0]}", KINDS[kind]
