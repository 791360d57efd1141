"""Items of the table as JSON and back: bytes are Base64 in `{"bytes": …}`, a set of text is a list in `{"set": […]}`."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, cast

from chalicelib.cloud.items import At, Item, Value


def plain(item: Item) -> Mapping[str, Any]:
    """Return the item as values of JSON."""
    return {"pk": item.at.pk, "sk": item.at.sk, "has": {name: _plain_value(value) for name, value in item.has.items()}}


def item_in(plain: Mapping[str, Any]) -> Item:
    """Return the item that `plain` has written so."""
    return Item(At(plain["pk"], plain["sk"]), {name: _value(value) for name, value in plain["has"].items()})


def _plain_value(value: Value) -> Any:
    if isinstance(value, bytes):
        return {"bytes": b64encode(value).decode()}
    return {"set": sorted(value)} if isinstance(value, frozenset) else value


def _value(plain: Any) -> Value:
    if not isinstance(plain, Mapping):
        return cast(Value, plain)
    return b64decode(plain["bytes"]) if "bytes" in plain else frozenset(plain["set"])
