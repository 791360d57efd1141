"""An export of Ghost, as its versions write it; every sample is written by the tests."""

import json
from pathlib import Path
from typing import Any

BODY = "<p>Salt keeps the ink from freezing.</p>"
DATE = "2020-01-02T03:04:05.000Z"


def post(id_: str, title: str, **given: Any) -> dict[str, Any]:
    """Return a row of a published post; what is given goes over it."""
    row = {"id": id_, "title": title, "slug": title.lower().replace(" ", "-"), "html": BODY, "status": "published"}
    return {**row, "type": "post", "visibility": "public", "published_at": DATE, "updated_at": DATE, **given}


def settings(**given: str) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in {"title": "The Room", **given}.items()]


def exported(tmp_path: Path, posts: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> Path:
    """Write an export as versions 2 to 6 do."""
    data = {"posts": posts, "settings": settings(), **tables}
    path = tmp_path / "export.json"
    path.write_text(json.dumps({"db": [{"meta": {"version": "5.80.0"}, "data": data}]}), encoding="utf-8")
    return path


def lexical(*nodes: dict[str, Any]) -> str:
    return json.dumps({"root": {"type": "root", "version": 1, "children": list(nodes)}})


def run(words: str, format_: int = 0) -> dict[str, Any]:
    return {"type": "extended-text", "text": words, "format": format_}


def node(kind: str, *children: dict[str, Any], **given: Any) -> dict[str, Any]:
    return {"type": kind, "children": list(children), **given}
