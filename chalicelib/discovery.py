"""Where apps find the authoring API: links of the home page, in its head and in the header `Link` of its answer.

Only a deployment with a desk has them. Older apps look for the two endpoints, newer ones for the metadata that names them.
"""

ENDPOINTS: tuple[tuple[str, str], ...] = (
    ("micropub", "/api/micropub"),
    ("indieauth-metadata", "/api/indieauth/metadata"),
    ("authorization_endpoint", "/api/indieauth/authorize"),
    ("token_endpoint", "/api/indieauth/token"),
)
"""Each relation, and the address below the site's."""

LINK = ", ".join(f'<{address}>; rel="{rel}"' for rel, address in ENDPOINTS)
"""The header `Link`, whose addresses are relative to the page's own: the CDN doesn't know the site's."""
