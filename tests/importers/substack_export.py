"""An export of Substack, as it writes its files; every sample is written by the tests."""

import csv
import io
import json
import zipfile
from html import escape
from pathlib import Path
from typing import Any

COLUMNS = [
    "post_id",
    "post_date",
    "is_published",
    "email_sent_at",
    "inbox_sent_at",
    "type",
    "audience",
    "title",
    "subtitle",
    "podcast_url",
]
READERS = ["email", "active_subscription", "expiry", "plan", "email_disabled", "created_at", "first_payment_at"]
S3 = "https://substack-post-media.s3.amazonaws.com/public/images"
SMALL = "https://substackcdn.com/image/fetch/$s_!x!,w_1456,c_limit,f_auto,q_auto:good,fl_progressive:steep"


def row(post_id: str, title: str, **given: str) -> dict[str, str]:
    """Return a row of a published post; what is given goes over it."""
    columns = {"post_id": post_id, "post_date": "2024-01-02T03:04:05.000Z", "is_published": "true", "type": "newsletter"}
    return {**columns, "audience": "everyone", "title": title, **given}


def reader(email: str, **given: str) -> dict[str, str]:
    columns = {"email": email, "active_subscription": "false", "plan": "other", "email_disabled": "false"}
    return {**columns, "created_at": "2023-01-01T00:00:00.000Z", **given}


def table(columns: list[str], rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def data(**said: Any) -> str:
    """Return the attribute in which Substack keeps what a block is."""
    return f'data-attrs="{escape(json.dumps(said))}"'


def exported(
    tmp_path: Path,
    posts: list[dict[str, str]],
    texts: dict[str, str],
    readers: list[dict[str, str]] | None = None,
    **others: bytes,
) -> Path:
    """Write an archive of the publication `room`."""
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("posts.csv", table(COLUMNS, posts))
        archive.writestr("email_list.room.csv", table(READERS, readers or []))
        for name, html in texts.items():
            archive.writestr(f"posts/{name}.html", html)
        for name, raw in others.items():
            archive.writestr(name, raw)
    return path
