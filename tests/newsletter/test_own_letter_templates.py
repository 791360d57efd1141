"""A site's own templates of letters, which never take a reader's links away."""

import re

import pytest
from msgspec.structs import replace

from chalicelib.newsletter.mail.edition import post_edition
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.templates.templates import Templates
from tests.newsletter.context import CONTEXT, MARK, POST, post


def test_a_site_may_say_a_part_of_its_letters_otherwise() -> None:
    own = {
        "mail/letter.html": '{% extends "presswork/mail/letter.html" %}{% block footer %}Bye {{ super() }}{% endblock %}',
        "mail/letter.txt": "{{ post.title }}: {{ mail.text }} {{ mail.manage }} {{ mail.unsubscribe }}",
    }
    for name, text in own.items():
        Templates().check(name, text)

    edition = post_edition(replace(CONTEXT, templates=Templates(own)), POST, MARK)

    assert re.search(r"Bye\s+<p[^>]*>You’re receiving this", edition.html)
    links = (f"https://press.example/api/{name}?t={MARK}-{name}" for name in ("preferences", "unsubscribe"))
    assert edition.text == f"It's here & <now>: It came by boat. {' '.join(links)}\n"


@pytest.mark.parametrize(
    ("own", "lost"),
    [
        ("{{ mail.manage }} {{ mail.unsubscribe | upper }}", "mail.unsubscribe"),
        ("{{ mail.manage }} Bye.", "mail.unsubscribe"),
        ("{{ mail.manage | truncate(20) }} {{ mail.unsubscribe }}", "mail.manage"),
        ("{{ mail.manage | title }}", "mail.manage, mail.unsubscribe"),
    ],
)
@pytest.mark.parametrize("name", ["mail/letter.html", "mail/letter.txt"])
def test_an_own_template_that_spoils_a_readers_links_is_not_used(
    name: str, own: str, lost: str, caplog: pytest.LogCaptureFixture
) -> None:
    Templates().check(name, own)

    edition = post_edition(replace(CONTEXT, templates=Templates({name: own})), POST, MARK)

    assert edition == post_edition(CONTEXT, POST, MARK)
    assert f"the built-in {name} is used: the site's own does not show {lost} as it is" in caplog.text


def test_where_a_sites_template_fails_the_built_in_template_is_used() -> None:
    own = Templates({"mail/letter.txt": "{{ post.extra.parts[0] + 1 }}"})

    edition = post_edition(SiteContext(CONTEXT.site, own), post("<p>a</p>", extra={"parts": ["x"]}), MARK)

    assert edition.text == post_edition(CONTEXT, post("<p>a</p>"), MARK).text
