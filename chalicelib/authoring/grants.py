"""Grants: what a request to the authoring API may do. Pure.

A person has a **role**, which says the files that they may write. A token or session has **scopes**, the acts that the person has
allowed to it. A write needs both. Drafts need the scope `draft` or `create`; nothing is published without `publish`, since that
mails everybody.
"""

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from chalicelib.content.addresses.addresses import LONGEST_KEY, is_within
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen

Role: TypeAlias = Literal["author", "editor", "owner"]
ROLES: Mapping[Role, str] = {
    "author": "writes in folders of their own",
    "editor": "writes all posts, images and files, and at the desk all pages",
    "owner": "an editor whom other sites know by the address of the site",
}
SCOPES: Mapping[str, str] = {
    "draft": "save drafts",
    "create": "create posts",
    "update": "change posts",
    "delete": "delete posts",
    "undelete": "restore deleted posts",
    "media": "upload images and files",
    "publish": "publish posts, which also emails them to followers",
}
"""What a token may do, as a person allows it."""

PERSON = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
"""The name of a person, by which links, sessions and tokens begin."""

FOLDERS = ("posts", "images", "files")
"""The folders of the content bucket that the API writes."""


PAGES = "*.md"
"""The keys of pages, texts outside of these folders: the desk alone writes them, for editors (`may_write_at_desk`)."""

SITE_FILE = "site.yaml"
"""The settings of the site, which the owner alone writes, and at the desk alone (`refuse_site`)."""


IS_HIDDEN = re.compile(r"(?:^|/)(?!_posts(?:/|$))[._]")
"""Keys of which some part begins as those of hidden files do."""


class Grant(Frozen):
    """Whose a request is: a person, their role, the author that `site.yaml` or a byline knows, and what their client may do."""

    person: str
    role: Role
    author: str = ""
    scopes: frozenset[str] = frozenset()
    client: str = ""


def refuse_without(grant: Grant, *scopes: str) -> None:
    """Refuse a grant that has none of these scopes."""
    if not grant.scopes & set(scopes):
        raise Refusal("scope", " or ".join(scopes))


READING = tuple(scope for scope in SCOPES if scope != "media")
"""Each of these scopes lets an app read posts, including drafts; an app that only uploads has none of them."""


def folder(grant: Grant, top: str) -> str:
    """Return the folder under `top`, one of `FOLDERS`, in which this person writes: `posts/`, or an author's `posts/ann/`."""
    return f"{top}/{grant.author}/" if grant.role == "author" else f"{top}/"


def may_write(grant: Grant, key: str) -> bool:
    """Return whether the person may write this file. Nobody may write hidden files, such as reports and lists of comments."""
    is_hidden = IS_HIDDEN.search(key) is not None
    has_folder = grant.role != "author" or bool(grant.author)
    is_own = any(key.startswith(folder(grant, top)) for top in FOLDERS)
    fits = len(key.encode(errors="surrogatepass")) <= LONGEST_KEY
    return (
        fits and is_within(key) and has_folder and is_own and not is_hidden and not key.endswith((".error.txt", ".warning.txt"))
    )


def refuse_file(grant: Grant, key: str) -> None:
    """Refuse a file that this person may not write."""
    if not may_write(grant, key):
        raise Refusal("not-yours", key)


def may_write_at_desk(grant: Grant, key: str) -> bool:
    """Return whether the person may write this file at the desk, where an editor also writes pages: no token gets so far."""
    is_page = key.endswith(".md") and not key.startswith("templates/") and not IS_HIDDEN.search(key)
    fits = len(key.encode(errors="surrogatepass")) <= LONGEST_KEY
    return may_write(grant, key) or (grant.role != "author" and is_page and fits and is_within(key))


def refuse_at_desk(grant: Grant, key: str) -> None:
    """Refuse a file that this person may not write at the desk."""
    if not may_write_at_desk(grant, key):
        raise Refusal("not-yours", key)


def may_write_site(grant: Grant) -> bool:
    """Return whether the person may write `site.yaml`; only sessions of the desk ask this, since no token gets that far."""
    return grant.role == "owner"


def refuse_site(grant: Grant) -> None:
    """Refuse the site's settings to everybody else."""
    if not may_write_site(grant):
        raise Refusal("not-yours", SITE_FILE)
