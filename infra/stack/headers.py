"""Headers of every answer: what a page may load, and what a browser may think of it.

What the API says of its own answers counts where it says something; the rest is the same for both.
"""

from collections.abc import Mapping
from typing import Any

from infra.stack.intrinsics import Resources, either, resource, sub

A_YEAR = 31_536_000

ALLOWED: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # each page says by their hashes which styles within it count (`press.dress`)
    "img-src": "'self' https: data:",  # a post may show pictures of other sites, and small ones within itself
    "media-src": "'self' https:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self' https://duckduckgo.com",  # whom the search page asks where there is no script
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
"""What a page may load, and from where. Its scripts are files under `/_/`; its style stands in itself."""

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
"""What no page asks a browser for, and no frame in it may."""


def content_security(frames: str) -> str:
    """The policy with the hosts whose frames a page may hold."""
    rows = {**ALLOWED, "frame-src": frames}
    return "; ".join([*(f"{name} {sources}" for name, sources in rows.items()), "upgrade-insecure-requests"])


def resources() -> Resources:
    security = either("HasFrames", sub(content_security("${FrameHosts}")), content_security("'none'"))
    permissions = ", ".join(f"{name}=()" for name in REFUSED)
    config: dict[str, Any] = {
        "Name": sub("${AWS::StackName}-${AWS::Region}"),
        "SecurityHeadersConfig": {
            "ContentSecurityPolicy": {"ContentSecurityPolicy": security, "Override": False},
            "ReferrerPolicy": {"ReferrerPolicy": "strict-origin-when-cross-origin", "Override": False},
            "StrictTransportSecurity": {"AccessControlMaxAgeSec": A_YEAR, "IncludeSubdomains": False, "Override": True},
            "ContentTypeOptions": {"Override": True},
        },
        "CustomHeadersConfig": {"Items": [{"Header": "Permissions-Policy", "Value": permissions, "Override": False}]},
    }
    return {"Headers": resource("AWS::CloudFront::ResponseHeadersPolicy", {"ResponseHeadersPolicyConfig": config})}
