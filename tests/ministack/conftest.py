"""The stack as it is deployed, tried on a local AWS: `make test-stack`. One server and one site for all tests."""

import json
import os
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.package.packing import Package, package
from infra.stack.template import merge_template
from tests.ministack.differences import ADDED, DIFFERENCES, UNTRIED, adapted
from tests.ministack.owner import PROJECT, Owner
from tests.ministack.server import Server, ministack
from tests.ministack.world import World, soon

NAME, MAIL_DOMAIN = "press", "press.example"
MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}
SITE = f"""\
title: The Press
languages: [en]
sidebar: [follow, {{widget: top, count: 2}}]
newsletter:
  letters: The Press <letters@news.{MAIL_DOMAIN}>
  confirmations: The Press <confirm@{MAIL_DOMAIN}>
  postal: The Press, 1 High Street
  grace: 0
"""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("what of the template is otherwise on ministack, and why")
    for difference in DIFFERENCES:
        terminalreporter.write_line(f"{difference.what}: {difference.why}.")
    terminalreporter.section("what was added to ministack, and why")
    for line in ADDED:
        terminalreporter.write_line(line)
    terminalreporter.section("what is not tried on ministack, and why")
    for line in UNTRIED:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    program = Path(os.environ.get("MINISTACK", PROJECT / ".venv" / "stack" / "bin" / "ministack"))
    assert program.exists(), f"there is no {program}; `make test-stack` brings it"
    with ministack(program, tmp_path_factory.mktemp("server") / "ministack.log") as server:
        yield server


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The real package, for this machine."""
    return package(PROJECT, tmp_path_factory.mktemp("package"), MACHINES[platform.machine().lower()], merge_template())


@pytest.fixture(scope="session")
def adapted_package(packed: Package, server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the same package, its template as ministack can make it."""
    folder = tmp_path_factory.mktemp("adapted")
    for path in packed.zips:
        shutil.copyfile(path, folder / path.name)
    template = adapted(json.loads(packed.plain.read_text()), server.port)
    (folder / packed.plain.name).write_text(json.dumps(template))
    return folder


@pytest.fixture(scope="session")
def owner(server: Server, adapted_package: Path, tmp_path_factory: pytest.TempPathFactory) -> Owner:
    """The owner of the site that most tests are about."""
    owner = Owner(server, tmp_path_factory.mktemp("owner"), adapted_package, NAME)
    owner.wants(owner=f"owner@{MAIL_DOMAIN}", mail_domain=MAIL_DOMAIN, desk="yes")
    return owner


@pytest.fixture(scope="session")
def world(owner: Owner) -> World:
    """The site as `presswork deploy` made it, with its `site.yaml`, and with unreadable messages in its queues."""
    owner.deploy()
    world = World(owner.server, NAME)
    world.poison()
    world.upload("site.yaml", SITE)
    soon(lambda: world.shows("/", "The Press"))
    return world
