"""The API for a visitor, from the form to unsubscribing."""

import json
from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.newsletter.rules.address_hashes import hashed
from chalicelib.newsletter.rules.preferences import Wishes
from chalicelib.newsletter.rules.subscriber import shard_of
from chalicelib.policy import SCRIPTS
from chalicelib.store.newsletter import subscribers
from tests.publishing.blog import MemoryBlog
from tests.web.visitor import ADA, KEYS, Visitor, kinds, link_in, new_visitor, shown

JSON = {"content_type": "application/json"}
ALWAYS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": f"default-src 'none'; style-src 'self' 'unsafe-inline'; script-src {SCRIPTS}; font-src 'self'; "
    "img-src 'self' https:; form-action 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
}


def text(visitor: Visitor, path: str, **headers: str) -> str:
    return visitor.ask("GET", path, headers=headers).body.decode()


# ---- signing up


def test_a_form_is_led_to_a_page_that_says_where_to_look(visitor: Visitor) -> None:
    reply = visitor.sign_up()

    assert (reply.status, reply.headers, reply.body) == (303, {"Location": "/api/subscriptions/sent?lang=en", **ALWAYS}, b"")
    assert shown(visitor.ask("GET", "/subscriptions/sent?lang=en")) == "asked"


def test_a_site_without_letters_takes_no_sign_ups() -> None:
    blog = MemoryBlog()
    blog.publish({"site.yaml": "newsletter: no\n"})
    visitor = new_visitor(blog)

    reply = visitor.sign_up()

    assert (reply.status, shown(reply)) == (410, "refused")
    assert "send emails" in reply.body.decode()
    assert visitor.waiting() == 0


def test_json_is_answered_with_202(visitor: Visitor) -> None:
    reply = visitor.ask("POST", "/subscriptions", json.dumps({"email": ADA, "often": "weekly"}).encode(), headers=JSON)

    assert (reply.status, json.loads(reply.body)) == (202, {"state": "asked", "page": "/api/subscriptions/sent?lang=en"})
    assert reply.headers == {"Content-Type": "application/json", **ALWAYS}


def test_a_sign_up_keeps_the_wishes(bilingual_visitor: Visitor) -> None:
    bilingual_visitor.sign_up(categories="books", lang="es", often="daily", browser="token")
    bilingual_visitor.work()

    known = bilingual_visitor.known()
    assert known
    assert known.wishes == Wishes("es", categories=("books",), often="daily")
    assert known.browser == hashed("token")


@pytest.mark.parametrize(
    ("form", "accepts", "lang"), [({"lang": "es"}, "en", "es"), ({}, "es-PR,en;q=0.5", "es"), ({}, "fr", "en"), ({}, "", "en")]
)
def test_the_language_is_that_of_the_form_or_the_browsers_or_the_sites(
    bilingual_visitor: Visitor, form: dict[str, str], accepts: str, lang: str
) -> None:
    reply = bilingual_visitor.ask("POST", "/subscriptions", {"email": ADA, **form}, headers={"accept_language": accepts})

    assert reply.headers["Location"] == f"/api/subscriptions/sent?lang={lang}"


@pytest.mark.parametrize("lang", ["https://elsewhere.example", "//x", "tlh", ""])
def test_the_page_after_a_sign_up_leads_nowhere_else(bilingual_visitor: Visitor, lang: str) -> None:
    assert "elsewhere" not in text(bilingual_visitor, f"/subscriptions/sent?lang={lang}")


@pytest.mark.parametrize("filled", [{"homepage": "https://spam.example"}, {"elapsed": "200"}])
def test_a_form_that_a_program_filled_in_is_answered_alike_and_dropped(visitor: Visitor, filled: dict[str, str]) -> None:
    reply = visitor.sign_up(**filled)

    assert reply == Visitor(visitor.cloud).sign_up("bob@example.org")
    assert visitor.waiting() == 1


@pytest.mark.parametrize("elapsed", ["1500", "60000"])
def test_a_person_takes_a_second_and_a_half_at_least(visitor: Visitor, elapsed: str) -> None:
    visitor.sign_up(elapsed=elapsed)

    assert visitor.waiting() == 1


@pytest.mark.parametrize("address", ["", "ada", "ada@localhost", "ada@example.org, bob@example.org", "ädä@example.org"])
def test_an_invalid_address_is_refused_on_a_page_that_offers_the_form_again(visitor: Visitor, address: str) -> None:
    reply = visitor.sign_up(address)

    assert (reply.status, shown(reply)) == (400, "refused")
    assert b'action="/api/subscriptions"' in reply.body
    assert visitor.waiting() == 0


def test_programs_are_refused_as_a_problem_with_the_field(visitor: Visitor) -> None:
    reply = visitor.ask("POST", "/subscriptions", b'{"email": ["ada@example.org"]}', headers=JSON)

    assert (reply.status, reply.headers["Content-Type"]) == (400, "application/problem+json")
    assert json.loads(reply.body) == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "One of the fields isn’t valid. Send the fields of the form, each as a single line of text.",
        "code": "field",
        "field": "email",
        "found": "email: a list instead of text",
    }


# ---- confirming


def test_the_link_in_the_mail_shows_a_button_that_confirms(visitor: Visitor) -> None:
    visitor.sign_up(browser="token")
    visitor.work()
    link = link_in(visitor.inbox()[0])

    looked = visitor.ask("GET", link)
    reply = visitor.press(link)

    assert f'<form method="post" data-browser="{hashed("token")}">' in looked.body.decode()
    assert (reply.status, shown(reply)) == (200, "confirmed")
    assert visitor.known().state == "following"  # type: ignore[union-attr]
    assert subscribers.shards(visitor.cloud.table) == (shard_of(visitor.id_of()),)
    assert subscribers.followers(visitor.cloud.table) == 1


@pytest.mark.parametrize(
    ("type", "body"), [("text/plain", b"x=y\r\n"), ("application/x-www-form-urlencoded", b"more=1"), ("", b"%")]
)
def test_the_button_confirms_whatever_else_is_sent(visitor: Visitor, type: str, body: bytes) -> None:
    visitor.sign_up()
    visitor.work()

    reply = visitor.ask("POST", link_in(visitor.inbox()[0]), body, headers={"content_type": type})

    assert (reply.status, shown(reply)) == (200, "confirmed")


def test_to_confirm_twice_counts_and_welcomes_once(visitor: Visitor) -> None:
    visitor.follow()
    link = link_in(visitor.inbox()[0])

    again = visitor.press(link)
    visitor.work()

    assert (again.status, shown(again)) == (200, "already")
    assert b"?t=" not in again.body
    assert subscribers.followers(visitor.cloud.table) == 1
    assert kinds(visitor.inbox()) == ["confirm", "unsubscribe"]


def test_each_of_the_mails_before_confirming_is_good(visitor: Visitor) -> None:
    for _ in range(2):
        visitor.sign_up()
        visitor.work()
        visitor.clock.sleep(3_600)

    assert len(visitor.inbox()) == 2
    assert visitor.press(link_in(visitor.inbox()[0])).status == 200


def test_a_link_to_confirm_is_good_for_three_days(visitor: Visitor) -> None:
    visitor.sign_up()
    visitor.work()
    visitor.clock.sleep(timedelta(days=3, seconds=1).total_seconds())

    link = link_in(visitor.inbox()[0])

    assert (visitor.ask("GET", link).status, visitor.press(link).status) == (410, 410)


# ---- changing


def test_the_preferences_are_a_form_in_the_readers_language(bilingual_visitor: Visitor) -> None:
    bilingual_visitor.follow(lang="es", categories="books", often="weekly")

    page = text(bilingual_visitor, bilingual_visitor.link("preferences"))

    assert '<html lang="es"' in page
    assert '<input type="checkbox" name="categories" value="books" checked>' in page
    assert "Libros" in page
    assert '<input type="radio" name="often" value="weekly" checked>' in page


def test_the_categories_are_the_sites_and_those_of_its_posts(bilingual_visitor: Visitor) -> None:
    bilingual_visitor.follow()

    page = text(bilingual_visitor, bilingual_visitor.link("preferences"))

    assert page.index("Books to read") < page.index("Cheese &amp; Wine")
    assert 'value="cheese-wine"' in page


def test_preferences_are_saved(bilingual_visitor: Visitor) -> None:
    bilingual_visitor.follow(categories="books")

    reply = bilingual_visitor.ask(
        "POST", bilingual_visitor.link("preferences"), b"often=daily&language=es&all_languages=yes&categories=a&categories=b"
    )

    known = bilingual_visitor.known()
    assert reply.status == 200
    assert known
    assert known.wishes == Wishes("es", all_languages=True, categories=("a", "b"), often="daily")
    assert [(often, since) for since, often in known.turns] == [
        ("each", "2026-11-25T12:00:00+00:00"),
        ("daily", "2026-11-25T12:01:00+00:00"),
    ]


def test_wishes_that_cannot_be_change_nothing(bilingual_visitor: Visitor) -> None:
    bilingual_visitor.follow()
    before = bilingual_visitor.kept()

    assert bilingual_visitor.ask("POST", bilingual_visitor.link("preferences"), {"often": "hourly"}).status == 400
    assert bilingual_visitor.kept() == before


# ---- leaving


@pytest.mark.parametrize(
    ("type", "body"),
    [
        ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
        ),
        ("application/x-www-form-urlencoded", b""),
        ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click\r\n"),
        ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click&List-Unsubscribe=One-Click&id=7"),
        ("application/x-www-form-urlencoded; charset=iso-8859-1", b"List-Unsubscribe=One-Click&name=\xe9"),
        ("text/plain", b"List-Unsubscribe=One-Click"),
        ("multipart/form-data", b"no boundary"),
        ("application/x-www-form-urlencoded", b"x" * 9_000),
        ("", b"List-Unsubscribe=One-Click"),
        ("", b""),
    ],
)
def test_one_click_leaves_without_a_redirect_or_a_cookie(visitor: Visitor, type: str, body: bytes) -> None:
    visitor.follow()

    reply = visitor.ask("POST", visitor.link("unsubscribe"), body, headers={"content_type": type})

    known = visitor.known()
    assert (reply.status, reply.headers) == (200, {"Content-Type": "text/html; charset=utf-8", **ALWAYS})
    assert known
    assert (known.state, known.address, known.wishes) == ("left", "", Wishes())
    assert subscribers.followers(visitor.cloud.table) == 0


def test_unknown_subscribers_and_those_who_left_get_the_same_reply(visitor: Visitor) -> None:
    visitor.follow()
    first = visitor.press(visitor.link("unsubscribe"))

    assert [visitor.press(visitor.link("unsubscribe", address)) for address in (ADA, "nobody@example.org")] == [first, first]
    assert subscribers.followers(visitor.cloud.table) == 0


def test_a_link_to_leave_works_after_a_year_and_with_new_keys(visitor: Visitor) -> None:
    visitor.follow()
    link = visitor.link("unsubscribe")
    visitor.clock.sleep(timedelta(days=399).total_seconds())
    later = Visitor(replace(visitor.cloud, keys=(*KEYS, "a newer key")))

    assert later.press(link).status == 200
    assert visitor.known().state == "left"  # type: ignore[union-attr]


# ---- one's own data


def test_all_that_is_kept_can_be_fetched(visitor: Visitor) -> None:
    who = visitor.follow(often="daily")

    reply = visitor.ask("POST", "/data", {"t": visitor.token("account")})

    assert reply.headers["Content-Disposition"] == 'attachment; filename="subscription.json"'
    said = json.loads(reply.body)
    assert (said["id"], said["address"], said["state"], said["wishes"]["often"]) == (who, ADA, "following", "daily")
    assert "confirmed 2026-11-25T12:00:00+00:00" in said["consent"]
    assert "nonce" not in said


def test_an_erased_subscriber_is_not_known_any_more(visitor: Visitor) -> None:
    visitor.follow()

    reply = visitor.ask("POST", "/erase", {"t": visitor.token("account")})

    assert (reply.status, visitor.known(), subscribers.followers(visitor.cloud.table)) == (200, None, 0)
    assert not any(ADA in has for _, _, has in visitor.kept())
