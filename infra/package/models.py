"""Models: botocore's descriptions of services, of which some have hundreds of operations that no function calls.

A client reads the whole description of its service when it is created, so where functions call a single operation, the others are
cut.
"""

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

CALLED: Mapping[str, frozenset[str]] = {"lambda": frozenset({"Invoke"}), "ssm": frozenset({"GetParameter"})}
"""The operations that functions call, of the services that are cut."""


def cut(folder: Path) -> None:
    """Cut the models of the botocore in this folder."""
    for service, operations in CALLED.items():
        for path in sorted((folder / "botocore" / "data" / service).glob("*/service-2.json.gz")):
            cropped = only(json.loads(gzip.decompress(path.read_bytes())), operations)
            path.write_bytes(gzip.compress(json.dumps(cropped, separators=(",", ":")).encode(), mtime=0))


def only(model: Mapping[str, Any], operation_names: frozenset[str]) -> dict[str, Any]:
    """Return the model with these operations, and the shapes that they reach."""
    operations = {name: one for name, one in model["operations"].items() if name in operation_names}
    reached: set[str] = set()
    waiting = set(shapes_in(operations))
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= set(shapes_in(model["shapes"][name])) - reached
    shapes = {name: one for name, one in model["shapes"].items() if name in reached}
    return {**model, "operations": operations, "shapes": shapes}


def shapes_in(part: Any) -> Iterator[str]:
    """Yield the names of the shapes that a part of a model refers to."""
    if isinstance(part, Mapping):
        if isinstance(part.get("shape"), str):
            yield part["shape"]
        for inner in part.values():
            yield from shapes_in(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from shapes_in(inner)
