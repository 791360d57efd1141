"""Where people sign in to a demo: by a name, since passkeys need one."""

import pytest

from chalicelib.edge.responses import Headers
from infra.demo.desk_host import named

HERE = {"host": "127.0.0.1:8123"}


def asked(method: str, path: str, headers: dict[str, str]) -> tuple[int, Headers]:
    status, answered, _ = named(lambda *_: (200, {}, b"the API"))(method, path, headers, b"")
    return status, answered


@pytest.mark.parametrize("path", ["/api/indieauth/authorize?client_id=a&state=b%20c", "/api/desk/sign-in", "/api/desk/account"])
def test_a_page_where_people_sign_in_leads_to_the_name_of_this_machine(path: str) -> None:
    assert asked("GET", path, HERE) == (307, {"Location": f"http://localhost:8123{path}"})


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/api/desk/sign-in", {"host": "localhost:8123"}),
        ("GET", "/api/indieauth/metadata", HERE),
        ("GET", "/api/micropub?q=config", HERE),
        ("POST", "/api/indieauth/authorize", HERE),
        ("POST", "/api/indieauth/token", HERE),
        ("GET", "/api/desk/sign-in", {}),
    ],
)
def test_apps_are_answered_where_they_ask(method: str, path: str, headers: dict[str, str]) -> None:
    assert asked(method, path, headers) == (200, {})
