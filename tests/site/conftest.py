"""The example blog, built once, and the sites that no design was drawn for."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bench.links import NOW, PROJECT, SITE
from infra.local.build import build
from tests.site.nasty import NASTY, laid


@pytest.fixture(scope="package")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the example is built into."""
    out = tmp_path_factory.mktemp("example")
    build(PROJECT / "example", out, url=SITE, now=NOW)
    return out


@pytest.fixture(scope="package")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The folders that the others are built into, whole."""
    outs = {name: tmp_path_factory.mktemp(name) for name in NASTY}
    for name, out in outs.items():
        built = build(laid(NASTY[name], tmp_path_factory.mktemp("sources")), out, url=SITE, now=NOW)
        assert (built.refused, built.missing, built.failed) == ((), (), ())
    return outs


@pytest.fixture(scope="package")
def sites(example: Path, nasty: Mapping[str, Path]) -> Mapping[str, Path]:
    """All of them."""
    return {"example": example, **nasty}
