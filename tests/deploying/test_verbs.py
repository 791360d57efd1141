"""The verbs: what they take, and that anything wrong is one line and a status."""

import argparse
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from infra.deploying import UndeployableError, destroy, doctor, logs, redriving, rotating, status
from infra.verbs import deploy

VERBS = (deploy, destroy, doctor, logs, redriving, rotating, status)


def asked(verb: ModuleType, *words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    verb.arguments(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__.rpartition(".")[2])
def test_a_file_that_says_nonsense_is_reported_on_one_line(
    verb: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "presswork.toml"
    file.write_text('reigon = "eu-west-1"')
    act = ("list",) if verb is rotating else ()

    run: Callable[[argparse.Namespace], int] = verb.run
    assert run(asked(verb, *act, "--config", str(file))) == 1

    said = capsys.readouterr().err
    assert said == f"presswork: {file}: unknown key reigon; did you mean region?\n"


@pytest.mark.parametrize("text", ["1", "0", "-3", "many"])
def test_the_key_that_signed_until_now_is_always_kept(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        asked(rotating, "rotate", "--keep", text)
    assert "must be a number, 2 or more" in capsys.readouterr().err


def test_a_package_that_is_not_whole_is_reported(tmp_path: Path) -> None:
    (tmp_path / "functions.zip").touch()

    with pytest.raises(UndeployableError, match=r"has no images\.zip and no plain\.json; run `presswork package"):
        deploy.given(tmp_path)


def test_a_package_that_was_made_beforehand_is_deployed_as_it_is(tmp_path: Path) -> None:
    for name in ("functions", "images"):
        (tmp_path / f"{name}.zip").write_text(name)
    (tmp_path / "plain.json").write_text('{"Resources": {}}')

    packed = deploy.given(tmp_path)

    assert {parameter: path.read_text() for parameter, path in packed.zips.items()} == {
        "CodeKey": "functions",
        "ImagesCodeKey": "images",
    }
    assert packed.template == {"Resources": {}}
