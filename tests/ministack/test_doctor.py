"""The doctor looks at the deployed site: it finds what is broken on purpose, by its row, and nothing else."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from infra.deploying.doctor.check_context import CheckContext
from infra.deploying.doctor.comparisons import LATEST
from infra.deploying.doctor.probes import KEY, PATH
from infra.deploying.doctor.stack_checks import GOOD, UNTRIED, CheckRow, examined
from infra.deploying.names import Names
from infra.deploying.services import services
from infra.deploying.site import site
from infra.stack import outputs
from tests.deploying.patients import mended
from tests.ministack.conftest import MAIL_DOMAIN
from tests.ministack.server import REGION, ROOT
from tests.ministack.world import World


@dataclass(frozen=True, slots=True)
class AtTheSite:
    """The web, of which only this site is known: its CDN, or the function that serves it."""

    world: World

    def get(self, url: str) -> tuple[int, bytes]:
        answer = self.world.ask("GET", self.world.host, urlsplit(url).path, {"Accept": "*/*"})
        return answer.status, answer.body


@dataclass(frozen=True, slots=True)
class AsTold:
    """DNS in which every record is as the stack's outputs say."""

    wanted: Mapping[tuple[str, str], str]

    def records(self, host: str, kind: str) -> tuple[str, ...]:
        return (self.wanted[host, kind],) if (host, kind) in self.wanted else ()


@pytest.fixture
def patient(world: World, monkeypatch: pytest.MonkeyPatch) -> CheckContext:
    return patient_of(world, monkeypatch)


def patient_of(world: World, environment: pytest.MonkeyPatch) -> CheckContext:
    """The deployed site, for the doctor, whose machine knows the credentials."""
    for name, value in ROOT.items():
        environment.setenv(name.upper(), value)
    environment.setenv("AWS_CA_BUNDLE", str(world.server.certificate))
    aws = services(REGION, world.server.url)
    found = site(world.name, aws)
    dns = AsTold({(host, kind): value for host, kind, value in outputs.records_of(found.outputs)})
    names = Names(world.name, aws.sts.get_caller_identity()["Account"], REGION)
    return CheckContext(found, names, AtTheSite(world), dns, "aword0fthistest", time.sleep)


def rows(patient: CheckContext) -> Mapping[str, CheckRow]:
    return {row.name: row for row in examined(patient)}


def wrong(patient: CheckContext) -> dict[str, str]:
    """What the rows found that are not good, by their names; rows that were not tried for another's sake are left out."""
    return {
        name: "; ".join(fault.found for fault in row.faults)
        for name, row in rows(patient).items()
        if row.result not in (GOOD, UNTRIED) and row.faults
    }


LACKS = {"log delivery", "table", f"sender {MAIL_DOMAIN}", f"sender news.{MAIL_DOMAIN}"}
"""What ministack doesn't have: deliveries of access logs, tables that forget and are backed up, identities proved by DKIM."""


def test_of_a_site_that_works_nothing_is_wrong_but_what_this_aws_lacks(patient: CheckContext, world: World) -> None:
    found = wrong(patient)

    assert {name for name in found if not name.startswith("dead letters of ")} == LACKS  # other tests put messages away
    assert world.content(KEY) is None
    assert world.is_gone(PATH)


def test_a_mapping_that_was_disabled_is_named_and_no_page_is_tried(patient: CheckContext, world: World) -> None:
    with world.cut_off("UPLOADS_QUEUE_URL"):
        found = rows(patient)

    assert "Disabled" in found["messages of uploads"].faults[0].found
    assert found["probe page"].result == UNTRIED


def row(patient: CheckContext, name: str) -> CheckRow:
    """One row of the report; what comes after it isn't tried."""
    return next(row for row in examined(patient) if row.name == name)


def test_what_was_taken_away_by_hand_is_named_and_the_advice_gives_it_back(
    patient: CheckContext, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", world.server.url)
    functions, popular = patient.site.aws.functions, f"{world.name}-popular"
    (statement,) = json.loads(functions.get_policy(FunctionName=popular)["Policy"])["Statement"]
    functions.remove_permission(FunctionName=popular, StatementId=statement["Sid"])
    functions.delete_function_event_invoke_config(FunctionName=popular, Qualifier=LATEST)

    for name in ("policy PopularMayBeCalled", "failed events of Popular"):
        (fault,) = row(patient, name).faults
        mended(fault.do, REGION)
        assert row(patient, name).result == GOOD
