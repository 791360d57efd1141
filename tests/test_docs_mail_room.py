"""What README and `docs/architecture.md` say of mail is true, and all links within the docs lead somewhere."""

import re
from datetime import timedelta
from itertools import groupby

from chalicelib import settings
from chalicelib.newsletter import campaign, delivery, jobs, pace, personalization, subscription, tokens
from chalicelib.newsletter.jobs import JOBS
from chalicelib.newsletter.subscriber import SHARDS, TURNS_KEPT
from chalicelib.store import timers
from infra import command
from infra.local import demo
from infra.local.inbox import INBOX
from infra.local.postoffice import FATES, SIMULATOR
from tests.docs import ARCHITECTURE, NEWSLETTER, README, ROOT, coded, table_in


def test_the_simulators_addresses_are_those_that_behave() -> None:
    for text in (NEWSLETTER, README):
        named = {name.partition("+")[0] for name in re.findall(r"`([a-z+1]+)@(?:simulator[a-z.]*)?`", text)}
        assert set(FATES) <= named
        assert f"@{SIMULATOR}`" in text


def test_the_readme_names_the_demos_inbox_and_its_haste() -> None:
    assert f"`{INBOX}`" in README
    assert f"{demo.GRACE} seconds later it is a letter" in README


def test_the_table_of_settings_is_that_of_the_code() -> None:
    lines = groupby(settings.ROWS, key=lambda row: (row.without, row.names))
    rows = [[", ".join(f"`{row.name}`" for row in several), *line] for line, several in lines]

    assert table_in(ARCHITECTURE, "Setting") == rows
    assert set(command.NEEDED) <= {row.name for row in settings.ROWS}


def test_every_kind_of_errand_is_in_the_table() -> None:
    assert [coded(name)[0] for name, _ in table_in(ARCHITECTURE, "Errand")] == list(JOBS)
    assert set(jobs.NAMES.values()) == set(JOBS)
    assert timedelta(minutes=2) == delivery.SPELL


def test_every_item_of_mail_in_the_table_is_told() -> None:
    told = {coded(row[0])[0].partition("#")[0] for row in table_in(ARCHITECTURE, "pk")}
    modules = [
        ROOT / "chalicelib" / "catalog" / f"{name}.py" for name in ("subscribers", "letters", "counters", "budgets", "waiting")
    ]
    written = {
        found.partition("#")[0]
        for module in modules
        for found in re.findall(
            r"^(?: {4})?([A-Z]+(?:#\S+)?) +\S", module.read_text(encoding="utf-8").split('"""')[1], re.MULTILINE
        )
    }

    assert told == written
    assert timers.CLOCK in told


def test_numbers_of_the_mail_room_are_as_said() -> None:
    prose = " ".join(ARCHITECTURE.split())

    assert f"one of {SHARDS} shards" in prose
    assert f"{personalization.KEPT} held at once" in prose
    assert f"a page at a time ({pace.PAGE}, or three seconds of the rate)" in prose
    assert f"moved for {int(campaign.STALE.total_seconds()) // 60} is begun again" in prose
    assert f"The changes of the latest {TURNS_KEPT.days} days are kept" in prose
    assert timedelta(minutes=1) == subscription.AHEAD
    assert f"{tokens.ID_LENGTH} hex digits of HMAC-SHA256" in prose


def test_every_link_within_the_docs_leads_somewhere() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in (*ROOT.glob("docs/*.md"), ROOT / "README.md")}
    anchors = {name: {anchor(head) for head in re.findall(r"^#+ (.*)$", text, re.MULTILINE)} for name, text in texts.items()}

    for name, text in texts.items():
        for file, part in re.findall(r"\]\((?:docs/)?(\w+\.md)?(?:#([\w-]+))?\)", text):
            assert not part or part in anchors[file or name], f"{name} leads to {file}#{part}"


def anchor(heading: str) -> str:
    return "-".join(re.sub(r"[^\w\s-]", "", heading.lower()).split())
