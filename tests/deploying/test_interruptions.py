"""Ctrl-C at any point of a deployment: before or after any call of AWS, and the same command succeeds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from msgspec.structs import replace

from infra.deploying.deploy import Work, deploy
from infra.deploying.services import OWN, Aws
from tests.deploying.deployer import Deployer
from tests.deploying.test_certificates import DOMAIN, WANTED, with_record
from tests.thorough import sample


@dataclass
class Calls:
    """Calls of AWS, counted; the one with this number is interrupted, before it is made or after."""

    interrupted: int = 0
    after: bool = False
    made: int = 0

    def counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counting(*arguments: Any, **named: Any) -> Any:
            self.made += 1
            is_this = self.made == self.interrupted
            if is_this and not self.after:
                raise KeyboardInterrupt
            try:
                return call(*arguments, **named)
            finally:
                if is_this:
                    raise KeyboardInterrupt

        return counting


class Counting:
    """A client whose calls are counted."""

    def __init__(self, client: Any, calls: Calls) -> None:
        self._client, self._calls = client, calls

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._client, name)
        return self._calls.counted(value) if callable(value) else value


def counted(work: Work, calls: Calls) -> Work:
    clients = {name: Counting(getattr(work.aws, name), calls) for name in Aws.__struct_fields__ if name not in OWN}
    return replace(work, aws=replace(work.aws, **clients))


MOST = 130  # calls, which every deployment of this site makes
POINTS = [(number, after) for number in range(1, MOST + 1) for after in (False, True)]


def site(deployer: Deployer) -> Work:
    """A site with a domain, whose zone Route 53 has."""
    if not deployer.dns.known:
        deployer.dns.lead_to(deployer.aws.route53, DOMAIN)
    return with_record(deployer.work(WANTED))


def test_a_whole_deployment_makes_so_many_calls(deployer: Deployer) -> None:
    calls = Calls()

    deploy(counted(site(deployer), calls))

    assert calls.made >= MOST


@pytest.mark.parametrize(("number", "after"), sample("deploying", POINTS, one_in=30))
def test_after_ctrl_c_at_any_call_the_same_command_succeeds(deployer: Deployer, number: int, after: bool) -> None:
    with pytest.raises(KeyboardInterrupt):
        deploy(counted(site(deployer), Calls(number, after)))

    assert deploy(site(deployer)) == 0

    assert deployer.stack.status == deployer.beside.status == "CREATE_COMPLETE"
    assert len(deployer.aws.acm.list_certificates()["CertificateSummaryList"]) == 1
