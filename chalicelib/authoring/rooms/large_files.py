"""Files that are too large for a request: the desk names one, and the bucket itself takes it by a link."""

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from chalicelib.authoring import sessions, uploads
from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.files_api import LINK_SECONDS
from chalicelib.authoring.form_fields import object_in
from chalicelib.authoring.request_limits import refuse_busy
from chalicelib.cloud.versioned import NOTHING
from chalicelib.errors import Refusal
from chalicelib.web import http
from chalicelib.web.http import Reply


def link(context: AuthoringContext) -> Reply:
    """Return where and with which headers the bucket takes a file for some minutes, and the address that it will have.

    The desk names the file, and sends its `size` and its `beginning`, in Base64, which tells what it is.
    """
    grant, asked = sessions.required_by_script(context).grant, object_in(context.request)
    refuse_busy(context, grant.person)
    name, size, beginning = _described(asked)
    key, kind = uploads.unused_key(context, grant, name, beginning, size)
    link, headers = context.files.upload_link(key, kind, NOTHING, LINK_SECONDS)
    context.note(grant, "upload file", key)
    return http.as_json({"link": link, "headers": dict(headers), "address": f"/{key}"})


def _described(asked: Mapping[str, Any]) -> tuple[str, int, bytes]:
    name, size, beginning = asked.get("name"), asked.get("size"), asked.get("beginning")
    if not isinstance(name, str) or type(size) is not int or size < 0 or not isinstance(beginning, str):
        raise Refusal("body")
    try:
        return name, size, b64decode(beginning, validate=True)
    except ValueError:
        raise Refusal("body") from None
