"""What a deployment says about itself: asked once, kept in a file, and refused on one line where it can't be."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.deploying import UndeployableError
from infra.deploying.config import Deployment, deployment_in, read
from infra.deploying.prompts import Terminal
from infra.deploying.site import SiteChoice, name_and_region
from tests.deploying.deployer import Deployer

MINIMAL = 'name = "blog"\nregion = "eu-central-1"\nowner = "o@press.example"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "presswork.toml"


def test_what_the_file_says_is_not_asked(file: Path) -> None:
    file.write_text(MINIMAL + "budget = 25\n")

    found = deployment_in(file, Terminal(print), {})

    assert found == Deployment("blog", "eu-central-1", "o@press.example", budget="25")


def test_without_a_file_a_person_is_asked_once_and_the_answers_are_kept(file: Path, tmp_path: Path) -> None:
    deployer = Deployer(tmp_path, answers=["blog", "", "", "press.example", "o@press.example", ""])

    found = deployment_in(file, deployer.terminal, {"region": "eu-west-1"})

    assert found == Deployment("blog", "eu-west-1", "o@press.example", mail_domain="press.example")
    assert deployment_in(file, Terminal(print), {}) == found
    assert "AWS region [eu-west-1]: " in deployer.printed()


def test_a_certificate_is_not_asked_for_since_deploying_finds_or_requests_it(file: Path, tmp_path: Path) -> None:
    deployer = Deployer(tmp_path, answers=["", "eu-west-1", "press.example", "", "o@press.example", ""])

    assert deployment_in(file, deployer.terminal, {}).domain == "press.example"
    assert "certificate" not in deployer.printed().replace(str(tmp_path), "")


def test_an_answer_that_cannot_be_is_asked_again(file: Path, tmp_path: Path) -> None:
    deployer = Deployer(tmp_path, answers=["Blog!", "blog", "eu-west-1", "", "", "nobody", "o@press.example", ""])

    assert deployment_in(file, deployer.terminal, {}).name == "blog"
    assert "name can't be 'Blog!': names have 3 to 27 lowercase letters" in deployer.printed()


def test_a_region_that_does_not_exist_is_asked_again(file: Path, tmp_path: Path) -> None:
    deployer = Deployer(tmp_path, answers=["blog", "eu-central-9", "eu-west-1", "", "", "o@press.example", ""])

    assert deployment_in(file, deployer.terminal, {}).region == "eu-west-1"
    assert "AWS has no region eu-central-9" in deployer.printed()


READERS = {
    "deploying": lambda file: deployment_in(file, Terminal(print), {}),
    "finding": lambda file: name_and_region(SiteChoice(file)),
}


@pytest.mark.parametrize("reads", READERS.values(), ids=READERS.keys())
@pytest.mark.parametrize("region", ["eu-central-9", "cn-north-1"])
def test_a_region_that_cannot_be_deployed_to_is_refused_with_the_file_that_names_it(
    file: Path, region: str, reads: Callable[[Path], object]
) -> None:
    file.write_text(MINIMAL.replace("eu-central-1", region))

    with pytest.raises(UndeployableError, match=f"^{re.escape(str(file))}: .*{region}"):
        reads(file)


def test_a_suggested_region_that_does_not_exist_is_not_saved(file: Path) -> None:
    with pytest.raises(UndeployableError, match="AWS has no region eu-central-9"):
        deployment_in(file, Terminal(print), {}, {"name": "blog", "region": "eu-central-9", "owner": "o@press.example"})

    assert not file.exists()


def test_only_what_has_to_be_said_is_asked_where_a_file_is_there_already(file: Path, tmp_path: Path) -> None:
    file.write_text('# ours\nname = "blog"\nregion = "eu-central-1"\n')
    deployer = Deployer(tmp_path, answers=["o@press.example"])

    deployment_in(file, deployer.terminal, {})

    assert file.read_text() == f"# ours\n{MINIMAL}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('reigon = "eu-west-1"', "unknown key `reigon`. Did you mean `region`?"),
        ('region = "frankfurt"', "region can't be 'frankfurt': a region looks like"),
        ('name = "aws-blog"', "name can't be 'aws-blog'"),
        (f'name = "{"a" * 28}"', "name can't be"),
        ('name = "ab"', "names have 3 to 27 lowercase letters"),
        ('name = "xn--blog"', "start with aws, ssm, amazon, xn--, sthree- or amzn-s3-demo-"),
        ('name = "sthree-blog"', "name can't be 'sthree-blog'"),
        ('domain = "https://press.example"', "domain can't be 'https://press.example': a domain looks like"),
        (
            'certificate = "arn:aws:acm:eu-west-1:123456789012:certificate/a"',
            "CloudFront only accepts certificates from us-east-1",
        ),
        ("budget = 0", "budget can't be '0'"),
        ("name = ", "can't read"),
    ],
)
def test_what_cannot_be_is_reported_on_one_line(file: Path, text: str, why: str) -> None:
    file.write_text(text)

    with pytest.raises(UndeployableError) as raised:
        read(file)

    assert why in str(raised.value)
    assert "\n" not in str(raised.value)


def test_with_nobody_to_ask_it_is_reported_what_is_missing(file: Path) -> None:
    with pytest.raises(UndeployableError, match=r"there's no .*presswork.toml, and there's no terminal to ask on"):
        deployment_in(file, Terminal(print), {})
    file.write_text('name = "blog"')
    with pytest.raises(UndeployableError, match="has no region"):
        deployment_in(file, Terminal(print), {})
