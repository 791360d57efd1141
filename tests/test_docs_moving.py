"""docs/moving.md says what the importers do: each system has its section, and each command is one."""

import re
import shlex

import click
import pytest

from infra.command import command
from infra.commands.blog.import_ import SYSTEMS, System
from infra.importers.output.report import REPORT
from infra.importers.output.writer import SITE_BESIDE, SUBSCRIBERS
from tests.docs import ROOT

MOVING = (ROOT / "docs" / "moving.md").read_text(encoding="utf-8")
FENCED = re.findall(r"^ *```sh\n(.*?)^ *```$", MOVING, re.MULTILINE | re.DOTALL)
COMMANDS = [line.strip() for block in FENCED for line in block.splitlines() if line.strip().startswith("presswork")]
FETCHES = re.findall(r"^grep -rhoE '([^']+)' blog/posts \| sort -u \| wget -i - -P media$", MOVING, re.MULTILINE)
INLINE = re.findall(r"`(presswork [^`]+)`", MOVING)


def parsed(words: list[str]) -> click.Context:
    """Return the context of a command; raise click's error if it isn't one."""
    found: click.Command = command
    context = click.Context(command)
    while isinstance(found, click.Group):
        name = words.pop(0)
        inner = found.get_command(context, name)
        assert inner, name
        found = inner
    return found.make_context(found.name or "", words)


@pytest.mark.parametrize("line", [*COMMANDS, *INLINE])
def test_a_command_is_one_that_presswork_takes(line: str) -> None:
    program, *words = shlex.split(line)

    assert program == "presswork"
    if not words[0].startswith("-") and len(words) > 2:
        assert parsed(words)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_each_system_has_its_section_with_its_command_and_options(system: System) -> None:
    name = system.name

    section = re.search(rf"^## {name}\n(.*?)(?=^## )", MOVING, re.MULTILINE | re.DOTALL | re.IGNORECASE)

    assert section
    assert f"presswork import {name} " in section[1]
    taken = parsed(["import", name, "x", "--into", "y"]).command.params
    own = {option.opts[0] for option in taken if isinstance(option, click.Option)} - {"--into", "--json"}
    assert {option for option in own if option not in section[1]} == set()


@pytest.mark.parametrize(
    "address",
    [
        "https://cdn-images-1.medium.com/max/800/1*bo_at.jpeg",
        "https://miro.medium.com/v2/1*bo_at.png",
        "https://substack-post-media.s3.amazonaws.com/public/images/0c1d_1x2.jpeg",
    ],
)
def test_the_images_that_stay_away_are_found_in_what_was_imported(address: str) -> None:
    text = f'![A boat]({address} "At dusk")\n<figure><img src="{address}"></figure>'

    assert [re.findall(pattern, text) for pattern in FETCHES if re.search(pattern, text)] == [[address, address]]


def test_the_files_that_are_named_are_written() -> None:
    for path in (REPORT, SITE_BESIDE, SUBSCRIBERS):
        assert f"blog/{path}" in MOVING
