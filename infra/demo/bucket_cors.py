"""Uploads by pages to a bucket of the local AWS, as far as the bucket's CORS rules allow them.

Without this, the local AWS answers programs alone. moto keeps the rules of a bucket, and doesn't ask them.
"""

from collections.abc import Iterable
from typing import Any

from moto.backends import get_backend
from moto.core.models import DEFAULT_ACCOUNT_ID

from infra.serve.origin_check import Application


def with_uploads(bucket_server: Application, others: Application) -> Application:
    """Return an application that passes an upload on if the bucket's rules allow it, and leaves all else to `others`."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        asked = environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD", "") if method == "OPTIONS" else method
        rule = _rule(environ["PATH_INFO"], environ.get("HTTP_ORIGIN", ""), asked)
        if rule is None:
            return others(environ, start_response)
        if method != "OPTIONS":
            return bucket_server(environ, start_response)
        names = {"Origin": environ["HTTP_ORIGIN"], "Methods": asked, "Headers": ", ".join(rule.allowed_headers or ())}
        start_response("200 OK", [(f"Access-Control-Allow-{name}", value) for name, value in names.items()])
        return []

    return answer


def _rule(path: str, origin: str, method: str) -> Any:
    """Return the first rule of a path's bucket that allows a page of this origin this method; None if there is none."""
    bucket = get_backend("s3")[DEFAULT_ACCOUNT_ID]["global"].buckets.get(path.strip("/").partition("/")[0])
    rules = bucket.cors if bucket and origin else ()
    return next((rule for rule in rules if origin in rule.allowed_origins and method in rule.allowed_methods), None)
