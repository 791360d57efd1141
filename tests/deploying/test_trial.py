"""`presswork deploy --trial`: one question, the fewest parts, a starter blog that is pushed once, and how to remove it all."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from infra.authoring.create import trial_blog
from infra.authoring.push import push_index
from infra.authoring.push.push_index import Index, Pushed
from infra.authoring.target.destination import Destination, remembered_stack
from infra.build.reporting import demand_blog
from infra.command import main
from infra.commands.aws.deploy import deploy_trial
from infra.commands.aws.trial import publish, result
from infra.deploying import UndeployableError, config, trial
from infra.deploying.deploy import deploy
from infra.deploying.destroy import destroy
from infra.deploying.prompts import Terminal
from infra.deploying.stack import NoCdnError
from infra.terminal.progress import NoProgress
from tests.deploying.deployer import REGION, Deployer

OWNER = "owner@press.example"
PROFILE = {"region": REGION}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "trial.toml"


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


@pytest.fixture
def tried(file: Path) -> config.Deployment:
    file.write_text(f'owner = "{OWNER}"\nname = "presswork"\n')  # the name of the deployer's stack
    return trial.deployment_in(file, Terminal(print), PROFILE)


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


# ---- in an account without a CDN


UNVERIFIED = "Access denied for operation 'AWS::CloudFront::Distribution: Your account must be verified before you can add new"


def test_a_trial_without_a_cdn_goes_on_with_a_function_and_packs_once(
    deployer: Deployer, tried: config.Deployment, file: Path
) -> None:
    verify_later(deployer)
    work = deployer.work(tried)

    site = deploy_trial(replace(work, pack=cache(work.pack)), file)

    assert (site.cdn, deployer.stack.parameters["Cdn"], deployer.stack.status) == ("no", "no", "CREATE_COMPLETE")
    assert deployer.packages == 1
    said = deployer.printed()
    assert f'AWS has not verified this account for CloudFront yet, so a function serves the trial: cdn = "no" in {file}' in said


def test_the_next_run_of_a_trial_without_a_cdn_asks_for_none_and_changes_nothing(
    deployer: Deployer, tried: config.Deployment, file: Path
) -> None:
    verify_later(deployer)
    deploy_trial(deployer.work(tried), file)
    deployer.printed()

    again = trial.deployment_in(file, Terminal(print), PROFILE)
    deploy_trial(deployer.work(again), file)

    assert again.cdn == "no"
    assert "nothing to change" in deployer.printed()


def test_a_trial_that_asks_again_too_early_stays_as_it_is(deployer: Deployer, tried: config.Deployment, file: Path) -> None:
    file.write_text(file.read_text() + 'cdn = "yes"\n')
    verify_later(deployer)

    deploy_trial(deployer.work(tried), file)

    assert file.read_text().count("cdn = ") == 1
    assert trial.deployment_in(file, Terminal(print), PROFILE).cdn == "no"


def test_a_real_site_without_a_cdn_is_told_what_to_do_and_made_no_other_way(deployer: Deployer) -> None:
    deployer.stack.breaks = {"PressQueue": UNVERIFIED}

    with pytest.raises(NoCdnError, match=r"open a case with AWS Support.*`presswork deploy --trial`"):
        deploy(deployer.work())

    assert deployer.stack.status == "ROLLBACK_COMPLETE"


def test_a_trial_that_fails_for_another_reason_is_not_tried_without_a_cdn(
    deployer: Deployer, tried: config.Deployment, file: Path
) -> None:
    deployer.stack.breaks = {"PressQueue": "no"}

    with pytest.raises(UndeployableError):
        deploy_trial(deployer.work(tried), file)

    assert "cdn" not in file.read_text()


def test_whoever_has_no_cdn_learns_how_to_go_on_and_nobody_else_does(tried: config.Deployment, file: Path) -> None:
    served = list(trial.going_on(replace(tried, cdn="no"), file))

    assert "slower than a CDN" in served[0]
    assert f'write cdn = "yes" in {file}, and run `presswork deploy --trial` again' in served[1]
    assert "links in earlier mails end" in served[2]
    assert list(trial.going_on(tried, file)) == []


def test_a_program_learns_whether_a_function_or_the_cdn_serves_the_trial(tried: config.Deployment) -> None:
    told = [result(replace(tried, cdn=cdn), "https://x.example", Path("blog")) for cdn in ("no", "yes")]

    assert [one["served_by"] for one in told] == ["function", "cdn"]


def test_a_trial_that_a_function_serves_is_still_served_by_it_when_a_cdn_was_asked_for_too_early(
    deployer: Deployer, tried: config.Deployment, file: Path
) -> None:
    deploy_trial(deployer.work(replace(tried, cdn="no")), file)
    verify_later(deployer, "Distribution")

    site = deploy_trial(deployer.work(tried, "Distribution"), file)

    assert (site.cdn, deployer.stack.parameters["Cdn"], deployer.stack.status) == ("no", "no", "UPDATE_COMPLETE")
    assert "UPDATE_ROLLBACK_COMPLETE" in [one["ResourceStatus"] for one in deployer.stack.history]


def test_a_trial_without_a_cdn_has_no_domain(deployer: Deployer, tried: config.Deployment, file: Path) -> None:
    with pytest.raises(UndeployableError, match="can't have a domain"):
        deploy_trial(deployer.work(replace(tried, cdn="no", domain="blog.example.org")), file)


def verify_later(deployer: Deployer, lacking: str = "PressQueue") -> None:
    """Let the account have no CDN, for which this resource stands; what is made without one is made."""
    create = deployer.stack.create_change_set

    def created(**asked: Any) -> Any:
        parameters = {one["ParameterKey"]: one["ParameterValue"] for one in asked["Parameters"]}
        deployer.stack.breaks = {lacking: UNVERIFIED} if parameters["Cdn"] == "yes" else {}
        return create(**asked)

    deployer.stack.create_change_set = created  # type: ignore[method-assign]


# ---- its blog


@dataclass
class Pushes:
    """Pushes to a bucket with these keys; `pushed` are the folders."""

    destination: Destination
    keys: tuple[str, ...] = ()
    pushed: list[Path] = field(default_factory=list)

    @property
    def contents(self) -> "Pushes":
        return self

    def listed(self) -> Mapping[str, str]:
        return dict.fromkeys(self.keys, "etag")

    def tell(self, event: Mapping[str, Any]) -> None: ...

    def push(self, paths: tuple[Path, ...], _tell: Any) -> int:
        self.pushed += paths
        return 0


def pushes(folder: Path, *keys: str) -> Any:
    return Pushes(Destination("presswork-trial", "stack", folder, {"CONTENT_BUCKET": "content"}), keys)


def test_the_starter_blog_is_a_blog_that_knows_its_site(tmp_path: Path) -> None:
    folder = tmp_path / "trial-blog"

    trial_blog.create(folder, "presswork-trial", REGION)

    demand_blog(folder, folder / ".presswork")
    assert remembered_stack(folder) == ("presswork-trial", REGION)
    assert main(["check", str(folder), "--strict"]) == 0


def test_what_the_author_has_written_meanwhile_stays(tmp_path: Path) -> None:
    trial_blog.create(tmp_path, "presswork-trial", REGION)
    (tmp_path / "site.yaml").write_text("title: Mine\n")

    trial_blog.create(tmp_path, "presswork-trial", "eu-west-1")

    assert (tmp_path / "site.yaml").read_text() == "title: Mine\n"
    assert remembered_stack(tmp_path) == ("presswork-trial", "eu-west-1")


def test_the_blog_is_pushed_to_a_site_without_posts_alone(tmp_path: Path) -> None:
    empty, begun, full = pushes(tmp_path), pushes(tmp_path, "site.yaml"), pushes(tmp_path, "site.yaml", "posts/a.md")

    for each in (empty, begun, full):
        publish(each, tmp_path)

    assert (empty.pushed, begun.pushed, full.pushed) == ([tmp_path], [tmp_path], [])


def test_a_new_trial_gets_what_was_pushed_to_an_earlier_one_with_the_same_buckets(tmp_path: Path) -> None:
    again = pushes(tmp_path)
    push_index.save(again.destination, Index({"posts/a.md": Pushed(etag="etag")}, known=True))

    publish(again, tmp_path)

    assert not push_index.load(again.destination).known
