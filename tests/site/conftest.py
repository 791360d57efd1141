"""The example blog and the extreme sites, each built once."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bench.links import NOW, PROJECT, SITE
from infra.build.build import build
from tests.site.nasty import NASTY, laid


@pytest.fixture(scope="package")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the example; return its folder."""
    out = tmp_path_factory.mktemp("example")
    build(PROJECT / "example", out, url=SITE, now=NOW)
    return out


@pytest.fixture(scope="package")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Build the extreme sites; return their folders by name."""
    outs = {name: tmp_path_factory.mktemp(name) for name in NASTY}
    for name, out in outs.items():
        built = build(laid(NASTY[name], tmp_path_factory.mktemp("sources")), out, url=SITE, now=NOW)
        assert (built.refused, built.missing, built.failed) == ((), (), ())
    return outs


@pytest.fixture(scope="package")
def sites(example: Path, nasty: Mapping[str, Path]) -> Mapping[str, Path]:
    """Return the folders of all sites by name."""
    return {"example": example, **nasty}
