"""The table's values, keys, conditions and ranges as parts of DynamoDB requests. Pure."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from msgspec import field

from chalicelib.cloud.items import Absent, At, AtMost, Both, Condition, Edit, Either, Item, Same, Value
from chalicelib.frozen import Frozen

Attribute: TypeAlias = dict[str, Any]
Plain: TypeAlias = Mapping[str, Any]

KINDS: tuple[tuple[type, str, Callable[[Any], Any]], ...] = (
    (str, "S", str),
    (bool, "BOOL", bool),  # before int: in Python a bool is an int, too
    (int, "N", str),
    (bytes, "B", bytes),
    (frozenset, "SS", sorted),
)
READ: Mapping[str, Callable[[Any], Value]] = {"N": int, "SS": frozenset}


def attribute(value: Value) -> Attribute:
    """Return the value in DynamoDB's format."""
    for type_, kind, written in KINDS:
        if isinstance(value, type_):
            return {kind: written(value)}
    raise TypeError(f"no attribute can hold {value!r}")


def value_of(attribute: Attribute) -> Value:
    ((kind, value),) = attribute.items()
    native: Value = READ[kind](value) if kind in READ else value
    return native


def key_of(at: At) -> Plain:
    return {"pk": {"S": at.pk}, "sk": {"S": at.sk}}


def row_of(item: Item) -> Plain:
    return {**{name: attribute(value) for name, value in item.has.items()}, **key_of(item.at)}


def item_of(row: Plain) -> Item:
    has = {name: value_of(attribute) for name, attribute in row.items()}
    return Item(At(str(has.pop("pk")), str(has.pop("sk"))), has)


class ExpressionBuilder(Frozen):
    """Builds an expression in DynamoDB's language; names are placeholders, like values, since a name may be a keyword there."""

    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, Attribute] = field(default_factory=dict)

    def text(self, when: Condition) -> str:
        match when:
            case Absent():
                return f"attribute_not_exists({self._name('pk')})"
            case Same(name, value):
                return f"{self._name(name)} = {self._value(value)}"
            case AtMost(name, value):
                return f"{self._name(name)} <= {self._value(value)}"
            case Either(of):
                return self._joined(of, " OR ")
            case Both(of):
                return self._joined(of, " AND ")

    def _joined(self, of: tuple[Condition, ...], word: str) -> str:
        texts = [self.text(condition) for condition in of]
        return f"({word.join(texts)})" if len(texts) > 1 else texts[0]  # DynamoDB refuses parentheses around parentheses

    def _name(self, name: str) -> str:
        self.names[f"#{name}"] = name
        return f"#{name}"

    def _value(self, value: Value) -> str:
        word = f":{len(self.values)}"
        self.values[word] = attribute(value)
        return word

    def request(self, **expressions: str) -> Plain:
        """Return the part of a request with these expressions, and the names and values of their placeholders."""
        beside = {"ExpressionAttributeNames": self.names, "ExpressionAttributeValues": self.values}
        return expressions | {name: words for name, words in beside.items() if words}


def conditional(when: Condition | None) -> Plain:
    """Return the part of a request that makes it conditional."""
    builder = ExpressionBuilder()
    return builder.request(ConditionExpression=builder.text(when)) if when else {}


def addition(by: Mapping[str, int], most: int | None, expires: int) -> Plain:
    """Return the part of a request that adds to numbers, and to none of them where the first would exceed `most`."""
    builder = ExpressionBuilder()
    update = "ADD " + ", ".join(f"{builder._name(name)} {builder._value(number)}" for name, number in by.items())
    if expires:
        end = builder._name("expires")
        update += f" SET {end} = if_not_exists({end}, {builder._value(expires)})"
    if most is None:
        return builder.request(UpdateExpression=update)
    first = next(iter(by))
    fits = builder.text(AtMost(first, most - by[first]))
    begins = f"attribute_not_exists({builder._name(first)}) OR " if by[first] <= most else ""
    return builder.request(UpdateExpression=update, ConditionExpression=begins + fits)


def update_of(edit: Edit, when: Condition | None) -> Plain:
    """Return the part of a request that changes parts of an item."""
    builder = ExpressionBuilder()
    clauses = {
        "SET": [f"{builder._name(name)} = {builder._value(value)}" for name, value in edit.put.items()],
        "ADD": [f"{builder._name(name)} {builder._value(more)}" for name, more in edit.add.items() if more],
        "DELETE": [f"{builder._name(name)} {builder._value(fewer)}" for name, fewer in edit.take.items() if fewer],
        "REMOVE": [builder._name(name) for name in edit.drop],
    }
    update = " ".join(f"{word} {', '.join(parts)}" for word, parts in clauses.items() if parts)
    condition = {"ConditionExpression": builder.text(when)} if when else {}
    return builder.request(UpdateExpression=update, **condition)


BOUNDS: Mapping[tuple[bool, bool], str] = {  # by whether there is a lower bound and an upper one
    (False, False): "pk = :pk",
    (True, False): "pk = :pk AND sk > :after",
    (False, True): "pk = :pk AND sk < :before",
    (True, True): "pk = :pk AND sk BETWEEN :after AND :before",  # includes them: the language has no other way
}


def range_of(pk: str, after: str, before: str) -> Plain:
    """Return the part of a query that selects a range; with two bounds, the query includes items at the bounds."""
    words = {":pk": pk, ":after": after, ":before": before}
    return {
        "KeyConditionExpression": BOUNDS[bool(after), bool(before)],
        "ExpressionAttributeValues": {word: attribute(text) for word, text in words.items() if text},
    }
