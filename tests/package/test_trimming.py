"""The unused files of wheels."""

from pathlib import Path

import pytest

from chalicelib.cloud.aws import RETRIES
from infra.package.trimming import SERVICES, trim


def left(folder: Path, *names: str) -> set[str]:
    """What is left of these files."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    trim(folder)
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "name",
    [
        "leaf-1.0.dist-info/METADATA",
        "leaf-1.0.dist-info/licenses/LICENSE",
        "bin/leaf",
        "leaf/py.typed",
        "leaf/deep/__init__.pyi",
        "leaf/fast.c",
        "leaf/fast.pyx",
        "leaf/tests/test_leaf.py",
        "lxml/objectify.cpython-311-aarch64-linux-gnu.so",
        "lxml/html/_difflib.cpython-311-aarch64-linux-gnu.so",
        "pymdownx/twemoji_db.py",
        "botocore/data/ec2/2016-11-15/service-2.json.gz",
        "botocore/data/sqs/2012-11-05/paginators-1.json",
        "boto3/data/s3/2006-03-01/resources-1.json",
    ],
)
def test_this_goes(tmp_path: Path, name: str) -> None:
    assert left(tmp_path, name, "leaf/__init__.py") == {"leaf/__init__.py"}


@pytest.mark.parametrize(
    "name",
    [
        "six.py",
        "leaf/cache.py",
        "leaf/tests.py",
        "lxml/etree.cpython-311-aarch64-linux-gnu.so",
        "lxml/html/__init__.py",
        "tzdata/zoneinfo/Europe/Madrid",
        "botocore/data/endpoints.json.gz",
        "botocore/data/_retry.json",
        "botocore/data/sqs/2012-11-05/service-2.json.gz",
        "boto3/docs/docstring.py",
    ],
)
def test_this_stays(tmp_path: Path, name: str) -> None:
    assert left(tmp_path, name) == {name}


def test_the_models_of_all_services_that_functions_call_stay() -> None:
    assert set(SERVICES) == set(RETRIES)
