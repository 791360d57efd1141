"""Which site on AWS a verb is about: named by an option, written in presswork.toml, or remembered beside the blog."""

from pathlib import Path

import pytest

from infra.authoring.target.destination import DEPLOYED_FILES, deployed_file
from infra.commands.sites import site_choice
from infra.deploying import trial

CONFIG = Path("presswork.toml")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which the command runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def remembers(folder: Path, text: str) -> None:
    (folder / ".presswork.toml").write_text(text)


def test_without_a_file_it_is_the_stack_that_the_blog_remembers(here: Path) -> None:
    remembers(here, 'site = "journal"\nregion = "eu-central-1"\n')

    asked = site_choice(CONFIG, "", "")

    assert (asked.name, asked.region) == ("journal", "eu-central-1")


def test_the_region_that_is_remembered_is_of_that_stack_alone(here: Path) -> None:
    remembers(here, 'site = "journal"\nregion = "eu-central-1"\n')

    assert site_choice(CONFIG, "journal", "").region == "eu-central-1"
    assert site_choice(CONFIG, "journal", "us-east-1").region == "us-east-1"
    assert site_choice(CONFIG, "other", "").region == ""


def test_where_a_site_is_deployed_from_its_file_says_which(here: Path) -> None:
    remembers(here, 'site = "journal"\nregion = "eu-central-1"\n')
    CONFIG.write_text('name = "blog"\n')

    assert site_choice(CONFIG, "", "").name == ""


@pytest.mark.parametrize("site", ["demo", "./site"])
def test_a_demo_or_a_folder_that_is_remembered_is_no_stack(here: Path, site: str) -> None:
    remembers(here, f'site = "{site}"\n')

    assert site_choice(CONFIG, "", "").name == ""


def test_a_trial_is_meant_where_no_site_is_deployed_or_remembered(here: Path) -> None:
    trial.FILE.write_text('name = "presswork-trial"\n')
    assert site_choice(CONFIG, "", "").config == trial.FILE

    remembers(here, 'site = "journal"\nregion = "eu-central-1"\n')
    assert (site_choice(CONFIG, "", "").config, site_choice(CONFIG, "", "").name) == (CONFIG, "journal")

    CONFIG.write_text('name = "blog"\n')
    assert site_choice(CONFIG, "", "").config == CONFIG


def test_a_blog_finds_the_settings_of_its_trial_behind_those_of_a_site(here: Path) -> None:
    trial.FILE.write_text("")
    assert deployed_file(Path()) == trial.FILE

    CONFIG.write_text("")
    assert deployed_file(Path()) == CONFIG
    assert (CONFIG, trial.FILE) == DEPLOYED_FILES
