"""Attackers against the real API and worker for some hours, as `python -m bench abuse` runs them for a week."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from bench.abuse import ATTACKS, Attack, Town, held, mailbox_of, one_of, outcome, targets
from bench.visiting import NOW
from chalicelib.newsletter.rules.mailbox_budget import A_WEEK

HOURS = timedelta(hours=4)
FLOODS = [replace(attack, an_hour=min(attack.an_hour, 120)) for attack in ATTACKS if not attack.name.startswith("a botnet")]
(SPELLINGS,) = [attack for attack in ATTACKS if attack.name.startswith("tags and dots")]
PAUSES = (timedelta(hours=1), timedelta(days=1))  # before the second mail, and before the third
BOTNET = replace(ATTACKS[-1], an_hour=300, ip=one_of(112))


@pytest.mark.slow
@pytest.mark.parametrize("attack", FLOODS, ids=lambda attack: attack.name)
def test_no_victim_gets_more_than_its_budget_and_every_honest_visitor_gets_their_mail_at_once(attack: Attack) -> None:
    row = outcome(attack, days=0.5, late=timedelta())

    assert [(what, value) for what, value, most in targets([row]) if value > most] == []
    assert (row["honest"], row["mailed"]) == (36, 36)
    assert row["longest h"] < 0.1


@pytest.mark.slow
def test_in_a_flood_from_everywhere_an_honest_visitor_waits_behind_the_first_sign_up_of_each_machine_alone() -> None:
    row = outcome(BOTNET, days=0.5, late=HOURS)

    assert [(what, value) for what, value, most in targets([row]) if value > most] == []
    assert row["sign-ups"] - row["refused"] > 2 * row["mails"]
    assert row["honest"] == row["mailed"] >= 24
    assert timedelta(hours=row["longest h"]) < HOURS


@pytest.mark.slow
def test_spellings_of_one_mailbox_for_eight_days_bring_it_three_mails_a_week_with_growing_pauses() -> None:
    town = Town(replace(SPELLINGS, an_hour=2), Random(1))  # noqa: S311 - a simulation

    town.play(days=8)

    times = [time for time, address in town.mails if mailbox_of(address) == "victim@gmail.com"]
    assert sum(number for who, number in town.asked.items() if who.startswith("attack")) == 2 * 24 * 8
    assert len(times) == 4
    assert held(times, A_WEEK) == 3
    assert [later - time >= pause for (time, later), pause in zip(pairwise(times), PAUSES, strict=False)] == [True, True]


def test_a_span_is_counted_wherever_it_begins() -> None:
    times = [NOW + timedelta(hours=hour) for hour in (0, 1, 23, 24, 24, 30)]

    assert held(times, timedelta(hours=24)) == 4
