"""No stranger ruins the sender's name: made-up mailboxes bring few mails that come back, and other visitors get theirs."""

from datetime import timedelta
from typing import cast

import pytest

from chalicelib.cloud.memory import MemoryMail
from chalicelib.newsletter import feedback, signup_halts
from chalicelib.newsletter.rules.address_hashes import provider_of
from chalicelib.newsletter.rules.rate_limits import LIMITS
from chalicelib.rendering.failures import GIVEN_UP
from chalicelib.store.newsletter import signup_halts as stored
from tests.function_rights import granted
from tests.newsletter.sign_ups import sent_to
from tests.newsletter.signup_attack import HONEST, MADE_UP, Attack, bounce
from tests.web.visitor import PEPPER, Visitor, link_in

ALL = 1_000
Servers = dict[str, tuple[str, ...]]
VANITY: Servers = {f"vanity{number}.example": (f"mx{number % 3}.onehost.net",) for number in range(ALL)}
DECOYS: Servers = {
    f"vanity{number}.example": (f"mx.decoy{number}.org", f"mx.decoy{number}.net", "mx.onehost.net") for number in range(ALL)
}
MANY_DECOYS: Servers = {
    f"vanity{number}.example": (*(f"mx.decoy{number}-{one}.org" for one in range(9)), "mx.onehost.net") for number in range(ALL)
}
ELSEWHERE: Servers = {f"firm{number}.example": (f"mail.firm{number}.example",) for number in range(24)}
PROVIDER, LARGE, UNKNOWN = (LIMITS[name].most for name in ("provider-hour", "large-provider-hour", "unresolved-hour"))


def attacked(servers: Servers, later: timedelta | None, domains: list[str], hours: int = 2) -> Attack:
    """Let a thousand made-up mailboxes sign up in the first hour, and twelve honest visitors an hour, each with a domain of their
    own."""
    attack = Attack({**servers, **ELSEWHERE}, later)
    for minute in range(60 * hours - 2):
        if minute < 50:
            for number in range(minute * 20, minute * 20 + 20):
                attack.sign_up(number, f"{MADE_UP}{number}@{domains[number % len(domains)]}")
        if minute % 5 == 0:
            number = minute // 5
            attack.sign_up(70_000 + number, f"{HONEST}@firm{number}.example")
        attack.pass_minutes(1)
    attack.pass_minutes(1)
    return attack


ATTACKS: dict[str, tuple[Servers, int]] = {
    "a thousand domains of one provider": (VANITY, PROVIDER),
    "the same, with two other servers each": (DECOYS, PROVIDER),
    "the same, with nine other servers each": (MANY_DECOYS, UNKNOWN),
    "a domain with wild subdomains": ({f"{n}.wild.example": ("mx.wild.example",) for n in range(ALL)}, 12),
    "Gmail": ({"gmail.com": ()}, LARGE),
    "many families of one provider": (dict.fromkeys(("outlook.com", "hotmail.fr", "live.nl", "msn.com"), ()), LARGE),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS)
def test_of_a_thousand_made_up_mailboxes_four_come_back_and_everybody_elsewhere_gets_their_mail(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    servers, _ = ATTACKS[name]

    attack = attacked(servers, timedelta(seconds=5), list(servers))

    assert attack.sent_to(MADE_UP) <= 4 + 20  # those of one minute are under way when the fourth comes back
    assert attack.sent_to(HONEST) == 24
    assert f"{GIVEN_UP}: sign-ups at one provider wait until" in caplog.text
    assert "example" not in caplog.text


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS)
def test_even_if_nothing_is_reported_a_provider_gets_no_more_than_its_budget(name: str) -> None:
    servers, most = ATTACKS[name]

    attack = attacked(servers, None, list(servers), hours=1)

    assert 0 < attack.sent_to(MADE_UP) <= most
    assert attack.sent_to(HONEST) == 12


# ---- what is counted, and how it ends


def sent(visitor: Visitor, address: str) -> None:
    """Let a visitor sign up from a network of their own, and let the mail be sent."""
    number = sum(map(ord, address))
    visitor.ask("POST", "/subscriptions", {"email": address}, ip=f"203.{number % 250}.{len(sent_to(visitor)) % 250}.7")
    visitor.work()


def come_back(visitor: Visitor, numbers: range, domain: str = "firm{}.example", kind: str = "Permanent") -> None:
    """Let so many mails, each to another mailbox, come back; each event comes twice."""
    for number in numbers:
        sent(visitor, f"{MADE_UP}{number}@{domain.format(number)}")
        mail = cast(MemoryMail, visitor.cloud.mail).sent[-1]
        for _ in range(2):
            feedback.ses_events(granted(visitor.cloud, "mail_news"), {"event": bounce(mail, kind)})


def halted(visitor: Visitor) -> list[str]:
    return [halt.who for halt in stored.in_force(visitor.cloud.table, visitor.clock.now())]


def test_a_provider_waits_at_the_fourth_bounce(visitor: Visitor) -> None:
    come_back(visitor, range(3), "gmail.com")
    three = halted(visitor)
    come_back(visitor, range(3, 4), "gmail.com")

    assert (three, len(halted(visitor))) == ([], 1)
    sent(visitor, "ann@gmail.com")
    sent(visitor, "ann@firm.example")
    assert sent_to(visitor)[4:] == ["ann@firm.example"]


def test_the_whole_site_waits_at_the_eleventh_bounce_at_as_many_providers(visitor: Visitor) -> None:
    come_back(visitor, range(10))
    ten = halted(visitor)
    come_back(visitor, range(10, 11))

    assert (ten, halted(visitor)) == ([], ["site"])
    sent(visitor, "ann@other.example")
    assert len(sent_to(visitor)) == 11


def test_no_provider_makes_the_whole_site_wait(visitor: Visitor) -> None:
    for number in range(40):
        sent(visitor, f"{MADE_UP}{number}@gmail.com")
    for mail in list(cast(MemoryMail, visitor.cloud.mail).sent):
        feedback.ses_events(granted(visitor.cloud, "mail_news"), {"event": bounce(mail)})

    assert "site" not in halted(visitor)
    assert len(halted(visitor)) == 1


def test_soft_bounces_and_bounces_of_letters_are_not_counted(visitor: Visitor) -> None:
    come_back(visitor, range(9), "gmail.com", "Transient")
    come_back(visitor, range(20, 23), "gmail.com")

    assert halted(visitor) == []


def test_where_many_mails_arrive_more_may_come_back(visitor: Visitor) -> None:
    for _ in range(96):
        signup_halts.count_sent(visitor.cloud, [provider_of(PEPPER, "gmail.com")])

    come_back(visitor, range(5), "gmail.com")
    five = halted(visitor)
    come_back(visitor, range(5, 6), "gmail.com")

    assert (five, len(halted(visitor))) == ([], 1)


def test_sign_ups_that_waited_are_answered_by_themselves_when_the_pause_is_over(visitor: Visitor) -> None:
    attack = Attack({}, None, visitor=visitor)
    come_back(visitor, range(4), "gmail.com")
    sent(visitor, "ann@gmail.com")

    attack.pass_minutes(5 * 60)
    waiting = sent_to(visitor)[4:]
    attack.pass_minutes(2 * 60 + 1)

    assert (waiting, sent_to(visitor)[4:]) == ([], ["ann@gmail.com"])
    assert halted(visitor) == []


def test_the_owner_resumes_them_within_the_hour(visitor: Visitor) -> None:
    attack = Attack({}, None, visitor=visitor)
    come_back(visitor, range(4), "gmail.com")
    sent(visitor, "ann@gmail.com")

    assert signup_halts.resume(visitor.cloud) == 1
    attack.pass_minutes(61)

    assert sent_to(visitor)[4:] == ["ann@gmail.com"]
    assert signup_halts.resume(visitor.cloud) == 0


def test_another_bounce_of_the_same_day_makes_them_wait_again(visitor: Visitor) -> None:
    visitor.clock.time = visitor.clock.now().replace(hour=1)
    come_back(visitor, range(4), "gmail.com")
    visitor.clock.sleep(signup_halts.PAUSE.total_seconds() + 1)
    assert halted(visitor) == []

    come_back(visitor, range(4, 5), "gmail.com")

    assert len(halted(visitor)) == 1


def test_a_follower_gets_the_link_to_their_data_while_sign_ups_wait(visitor: Visitor) -> None:
    visitor.follow("ann@gmail.com")
    come_back(visitor, range(4), "gmail.com")
    before = len(visitor.inbox("ann@gmail.com"))

    visitor.ask("POST", "/account", {"t": visitor.token("preferences", "ann@gmail.com")})
    visitor.work()

    mail = visitor.inbox("ann@gmail.com")[before:]
    assert [link_in(one).partition("?")[0] for one in mail] == ["/account"]


def test_domains_that_dns_says_nothing_about_share_a_budget_of_their_own() -> None:
    domains = [f"slow{number}.example" for number in range(40)]
    attack = Attack(ELSEWHERE, None, silent=frozenset(domains))
    for number, domain in enumerate(domains):
        attack.sign_up(number, f"{MADE_UP}@{domain}")
    attack.sign_up(99, f"{HONEST}@firm1.example")

    attack.pass_minutes(1)

    assert (attack.sent_to(MADE_UP), attack.sent_to(HONEST)) == (UNKNOWN, 1)
