"""`presswork deploy --trial`: one question, the fewest parts, a starter blog that is pushed once, and how to remove it all."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from infra.command import main
from infra.deploying import UndeployableError, config, trial
from infra.deploying.deploy import deploy
from infra.deploying.destroy import destroy
from infra.deploying.prompts import Terminal
from infra.terminal.progress import NoProgress
from tests.deploying.deployer import OWNER, PROFILE, REGION, Deployer

# ---- its settings


def test_only_the_owners_address_is_asked_for_and_only_once(file: Path, tmp_path: Path) -> None:
    deployer = Deployer(tmp_path, answers=[OWNER])

    first = trial.deployment_in(file, deployer.terminal, PROFILE)

    assert deployer.said == ["Your email address, for alarms and to send mail from: ", f"saved to {file}"]
    assert trial.deployment_in(file, Terminal(print), PROFILE) == first
    assert (first.name, first.region, first.owner) == ("presswork-trial", REGION, OWNER)


def test_a_profile_without_a_region_is_asked_for_it(file: Path, tmp_path: Path) -> None:
    deployer = Deployer(tmp_path, answers=[OWNER, "eu-west-1"])

    assert trial.deployment_in(file, deployer.terminal, {"region": ""}).region == "eu-west-1"


def test_a_trial_has_no_part_that_outlives_it_or_costs_by_the_month(file: Path, tmp_path: Path) -> None:
    tried = trial.deployment_in(file, Deployer(tmp_path, answers=[OWNER]).terminal, PROFILE)

    assert (tried.domain, tried.mail_domain, tried.budget) == ("", "", "none")
    assert (tried.dashboard, tried.reads, tried.request_log, tried.firewall) == ("no", "no", "no", "no")


def test_a_trial_mails_from_its_owners_address(file: Path, tmp_path: Path) -> None:
    assert trial.deployment_in(file, Deployer(tmp_path, answers=[OWNER]).terminal, PROFILE).mail_from == OWNER


def test_an_address_that_was_mistyped_is_corrected_in_one_place(file: Path, tmp_path: Path) -> None:
    trial.deployment_in(file, Deployer(tmp_path, answers=["onwer@press.example"]).terminal, PROFILE)

    file.write_text(file.read_text().replace("onwer", "owner"))

    assert trial.deployment_in(file, Terminal(print), PROFILE).mail_from == OWNER


@pytest.mark.parametrize("own", ["mail_from", "mail_domain"])
def test_a_trial_may_mail_from_elsewhere(file: Path, own: str) -> None:
    elsewhere = {"mail_from": "news@other.example", "mail_domain": "other.example"}[own]
    file.write_text(f'owner = "o@é.example"\n{own} = "{elsewhere}"\n')

    tried = trial.deployment_in(file, Terminal(print), PROFILE)

    assert {tried.mail_from, tried.mail_domain} == {elsewhere, ""}


@pytest.mark.parametrize("address", ["mé@press.example", "any*@press.example", "me@prés.example"])
def test_an_owner_who_cannot_be_mailed_from_is_asked_again_or_refused(file: Path, tmp_path: Path, address: str) -> None:
    deployer = Deployer(tmp_path, answers=[address, OWNER])

    assert trial.deployment_in(file, deployer.terminal, PROFILE).mail_from == OWNER
    assert f"mail can't be sent from {address}" in deployer.printed()

    file.write_text(f'owner = "{address}"\n')
    with pytest.raises(UndeployableError, match=r"trial\.toml: mail can't be sent from"):
        trial.deployment_in(file, Terminal(print), PROFILE)
    assert file.read_text() == f'owner = "{address}"\n'


def test_a_trial_and_the_file_of_a_site_are_refused_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "presswork.toml"
    file.write_text('name = "real"\nregion = "eu-west-1"\nowner = "real@press.example"\n')
    before = file.read_bytes()

    assert main(["deploy", "--trial", "--config", str(file)]) == 2

    assert "a trial has a file of its own, trial.toml: leave out --config, or --trial" in capsys.readouterr().err
    assert file.read_bytes() == before


def test_the_file_of_a_trial_is_deployed_as_a_trial_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deploy", "--config", str(tmp_path / "trial.toml")]) == 2

    assert "has the settings of a trial: run `presswork deploy --trial` in its folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings", "sender"),
    [
        (f'owner = "{OWNER}"\n', OWNER),
        (f'owner = "{OWNER}"\nmail_from = "ann@home.example"\n', "ann@home.example"),
        (f'owner = "{OWNER}"\nmail_domain = "home.example"\n', "home.example"),
    ],
)
def test_others_read_from_the_file_where_a_trial_sends_mail_from(file: Path, settings: str, sender: str) -> None:
    file.write_text(settings)

    assert trial.sends_from(file) == sender


def test_a_rehearsal_saves_nothing(file: Path, tmp_path: Path) -> None:
    tried = trial.deployment_in(file, Deployer(tmp_path, answers=[OWNER]).terminal, PROFILE, saves=False)

    assert (tried.owner, tried.budget) == (OWNER, "none")
    assert not file.exists()


def test_a_file_with_nothing_but_the_owner_needs_no_terminal(file: Path) -> None:
    file.write_text(f'owner = "{OWNER}"\n')

    assert trial.deployment_in(file, Terminal(print), PROFILE).name == "presswork-trial"
    assert config.read(file)["budget"] == "none"


def test_what_the_file_says_is_not_overwritten(file: Path) -> None:
    file.write_text(f'owner = "{OWNER}"\nname = "mine"\ndashboard = "yes"\n')

    tried = trial.deployment_in(file, Terminal(print), PROFILE)

    assert (tried.name, tried.dashboard) == ("mine", "yes")


def test_whoever_stops_at_the_question_is_asked_again(file: Path, tmp_path: Path) -> None:
    def stops(_question: str) -> str:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trial.deployment_in(file, Terminal(print, stops), PROFILE)

    assert not file.exists()
    assert trial.deployment_in(file, Deployer(tmp_path, answers=[OWNER]).terminal, PROFILE).owner == OWNER


def test_a_trial_without_a_terminal_reads_and_writes_no_settings_of_a_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "presswork.toml").write_text('name = "real"\nregion = "eu-west-1"\nowner = "real@press.example"\n')
    before = (tmp_path / "presswork.toml").read_bytes()

    assert main(["deploy", "--trial"]) != 0

    assert "there's no trial.toml" in capsys.readouterr().err
    assert (tmp_path / "presswork.toml").read_bytes() == before


# ---- its deployment


def test_a_trial_makes_nothing_in_a_second_region_or_for_the_account(deployer: Deployer, tried: config.Deployment) -> None:
    deploy(deployer.work(tried))

    actual = deployer.stack.parameters
    assert deployer.beside.status == ""
    assert (actual["GatewayRole"], actual["MakeDashboard"], actual["CountReads"], actual["Budget"]) == ("none", "no", "no", "0")


@dataclass
class Bar(NoProgress):
    """A bar of so many resources, and how far it got."""

    total: int = 0
    done: float = 0

    def update(self, n: float | None = 1) -> None:
        self.done += n or 0


def test_a_trial_shows_the_number_of_its_resources_and_lists_none(deployer: Deployer, tried: config.Deployment) -> None:
    bars: list[Bar] = []

    def bar(total: int) -> Bar:
        bars.append(Bar(total))
        return bars[-1]

    deploy(replace(deployer.work(tried), bar=bar))

    printed = deployer.printed()
    assert f"{bars[0].total} added" in printed
    assert bars[0].done == bars[0].total > 0
    assert re.findall(r"AWS::|_COMPLETE|s3://", printed) == []


def test_a_trial_names_the_resource_that_failed(deployer: Deployer, tried: config.Deployment) -> None:
    deployer.stack.breaks = {"Table": "no more tables"}

    with pytest.raises(UndeployableError, match="no more tables"):
        deploy(replace(deployer.work(tried), bar=Bar))

    assert [line.split()[:2] for line in deployer.printed().splitlines() if "_FAILED" in line] == [["CREATE_FAILED", "Table:"]]


def test_a_trial_that_was_interrupted_goes_on_and_then_changes_nothing(deployer: Deployer, tried: config.Deployment) -> None:
    work = deployer.work(tried)

    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deploy(deployer.work(tried, sleep=interrupted))
    deploy(work)
    deployer.printed()

    assert deploy(deployer.work(tried)) == 0
    assert "nothing to change" in deployer.printed()


def test_a_failed_trial_is_removed_by_the_same_command(deployer: Deployer, tried: config.Deployment) -> None:
    deployer.stack.breaks = {"Table": "no"}
    with pytest.raises(UndeployableError):
        deploy(deployer.work(tried))

    destroy(deployer.leaving(with_data=True))

    assert deployer.aws.s3.list_buckets()["Buckets"] == []
    assert deployer.aws.ssm.describe_parameters()["Parameters"] == []
