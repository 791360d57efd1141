"""Security headers of every answer. The API's own headers take precedence."""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.policy import SCRIPTS
from infra.stack.intrinsics import Resources, either, resource, sub

A_YEAR = 31_536_000

ALLOWED: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": SCRIPTS,
    "style-src": "'self' 'unsafe-inline'",  # each page's own policy names its styles by their hashes
    "img-src": "'self' https: data:",  # a post may show pictures of other sites, and inline ones
    "media-src": "'self' https:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self' https://duckduckgo.com",  # the search page's fallback without script
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""The sources that a page may load. Its scripts are files under `/_/`, but for the first one; its style is inline."""

REFUSED = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "payment",
    "usb",
)
"""Browser features that neither a page nor its frames may use."""


def content_security(frames: str) -> str:
    """Return the policy, with the allowed hosts of frames."""
    rows = {**ALLOWED, "frame-src": frames}
    return "; ".join([*(f"{name} {sources}" for name, sources in rows.items()), "upgrade-insecure-requests"])


REFERRER = "strict-origin-when-cross-origin"


def permissions() -> str:
    return ", ".join(f"{name}=()" for name in REFUSED)


def as_json(frames: str) -> str:
    """Return all these headers, with the allowed hosts of frames, for answers without a CDN."""
    texts = {
        "content-security-policy": content_security(frames),
        "referrer-policy": REFERRER,
        "strict-transport-security": f"max-age={A_YEAR}",
        "x-content-type-options": "nosniff",
        "permissions-policy": permissions(),
    }
    return json.dumps(texts)


def resources() -> Resources:
    security = either("HasFrames", sub(content_security("${FrameHosts}")), content_security("'none'"))
    config: dict[str, Any] = {
        "Name": sub("${AWS::StackName}-${AWS::Region}"),
        "SecurityHeadersConfig": {
            "ContentSecurityPolicy": {"ContentSecurityPolicy": security, "Override": False},
            "ReferrerPolicy": {"ReferrerPolicy": REFERRER, "Override": False},
            "StrictTransportSecurity": {"AccessControlMaxAgeSec": A_YEAR, "IncludeSubdomains": False, "Override": True},
            "ContentTypeOptions": {"Override": True},
        },
        "CustomHeadersConfig": {"Items": [{"Header": "Permissions-Policy", "Value": permissions(), "Override": False}]},
    }
    return {
        "Headers": resource("AWS::CloudFront::ResponseHeadersPolicy", {"ResponseHeadersPolicyConfig": config}, Condition="HasCdn")
    }
