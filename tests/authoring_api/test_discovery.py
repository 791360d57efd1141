"""Discovery: apps find the authoring API by the home page, and only where there is a desk."""

import re
from urllib.parse import urljoin

import pytest
from msgspec.structs import replace

from chalicelib.authoring.api import ROUTES
from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Object
from chalicelib.discovery import ENDPOINTS, LINK
from chalicelib.edge.responses import Request, answer
from tests.edge.cases import CASES
from tests.publishing.blog import URL, MemoryBlog, post

SITE = "title: The Press\nlanguages: [en, es]\n"
FOLDER = {"site.yaml": SITE, "posts/ink.md": post(title="Ink"), "posts/tinta.md": post(title="Tinta", lang="es")}
HOMES = {"/", "/es/"}


@pytest.fixture(scope="module")
def blogs() -> tuple[MemoryBlog, MemoryBlog]:
    """The same blog, without a desk and with one."""
    without, with_desk = MemoryBlog(), MemoryBlog()
    with_desk.cloud = replace(with_desk.cloud, desk=True)
    for blog in (without, with_desk):
        blog.publish(FOLDER)
    return without, with_desk


def links_in(page: str) -> list[tuple[str, str]]:
    """The links of the head that name an endpoint."""
    names = "|".join(rel for rel, _ in ENDPOINTS)
    return re.findall(rf'<link rel="({names})" href="([^"]+)">', page.partition("</head>")[0])


@pytest.mark.parametrize("home", sorted(HOMES))
def test_a_home_page_leads_apps_to_the_api_by_whole_addresses(blogs: tuple[MemoryBlog, MemoryBlog], home: str) -> None:
    page = blogs[1].page(home)

    assert page
    assert links_in(page) == [(rel, f"{URL}{address}") for rel, address in ENDPOINTS]


def test_no_other_page_does_and_without_a_desk_not_a_byte_is_different(blogs: tuple[MemoryBlog, MemoryBlog]) -> None:
    without, with_desk = (blog.objects() for blog in blogs)

    different = {key for key in {*without, *with_desk} if without.get(key) != with_desk.get(key)}

    assert different == {f"{home[1:]}index.html" for home in HOMES}
    assert not any("/api/micropub" in shown.body.decode(errors="replace") for shown in without.values())


@pytest.mark.parametrize(("path", "leads"), CASES["links"])
@pytest.mark.parametrize("desk", [True, False])
def test_the_answer_of_the_home_page_has_the_links_as_a_header(path: str, leads: bool, desk: bool) -> None:
    bucket = MemoryBucket()
    for key in ("index.html", path[1:]):
        bucket.write(key or "index.html", Object(b"<p>", "text/html"))

    reply = answer(Request("GET", path), bucket, desk=desk)

    served = leads and path == "/"  # the other address of the home page is that of the bucket, which readers are sent away from
    assert reply.headers.get("Link", "") == (LINK if served and desk else "")


def test_every_endpoint_is_a_route() -> None:
    assert {address.removeprefix("/api") for _, address in ENDPOINTS} <= {path for _, path in ROUTES}


def test_the_header_names_the_same_endpoints_as_the_page() -> None:
    named = re.findall(r'<([^>]+)>; rel="([^"]+)"', LINK)

    assert [(rel, urljoin(f"{URL}/", address)) for address, rel in named] == [(rel, f"{URL}{at}") for rel, at in ENDPOINTS]
