"""The verbs: what they take, and that anything wrong is one line and a status."""

from pathlib import Path

import pytest

from infra.command import main
from infra.commands.aws import deploy
from infra.deploying import UndeployableError
from infra.package.zips import needed

VERBS = ("deploy", "destroy", "doctor --stack", "logs", "redrive", "keys list", "status --stack")


@pytest.mark.parametrize("verb", VERBS)
def test_a_file_that_says_nonsense_is_reported_on_one_line(verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "presswork.toml"
    file.write_text('reigon = "eu-west-1"')

    assert main([*verb.split(), "--config", str(file)]) == 2

    said = capsys.readouterr().err
    assert said == f"presswork: {file}: unknown key `reigon`. Did you mean `region`?\n"


@pytest.mark.parametrize("text", ["1", "0", "-3", "many"])
def test_the_key_that_signed_until_now_is_always_kept(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "rotate", "--keep", text]) == 2
    assert "invalid value for '--keep'" in capsys.readouterr().err


def test_a_package_that_is_not_whole_is_reported(tmp_path: Path) -> None:
    (tmp_path / "functions.zip").touch()

    with pytest.raises(UndeployableError, match=r"has no images\.zip and no plain\.json; run `presswork package"):
        deploy.given(tmp_path, needed(desk=False))


def test_a_package_that_was_made_beforehand_is_deployed_as_it_is(tmp_path: Path) -> None:
    for name in ("functions", "images"):
        (tmp_path / f"{name}.zip").write_text(name)
    (tmp_path / "plain.json").write_text('{"Resources": {}}')

    packed = deploy.given(tmp_path, needed(desk=False))

    assert {parameter: path.read_text() for parameter, path in packed.zips.items()} == {
        "CodeKey": "functions",
        "ImagesCodeKey": "images",
    }
    assert packed.template == {"Resources": {}}
    with pytest.raises(UndeployableError, match=r"has no authoring\.zip; run"):
        deploy.given(tmp_path, needed(desk=True))
