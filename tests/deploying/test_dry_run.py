"""A dry run of a deployment: it needs no account, so it is given none."""

from pathlib import Path

from infra.deploying.config import Deployment
from infra.deploying.deploy import PackedFunctions
from infra.deploying.dry_run import rehearse
from infra.deploying.prompts import Terminal


def test_a_dry_run_lists_the_zips_and_the_number_of_resources_of_each_type(tmp_path: Path) -> None:
    said: list[str] = []
    file = tmp_path / "functions.zip"
    file.write_bytes(bytes(2_500_000))
    types = ("AWS::SQS::Queue", "AWS::SQS::Queue", "AWS::S3::Bucket")
    template = {"Resources": {f"R{number}": {"Type": kind} for number, kind in enumerate(types)}}
    site = Deployment(name="blog", region="eu-west-1", owner="ann@example.org")

    assert rehearse(site, PackedFunctions({"Code": file}, template), Terminal(said.append)) == 0

    assert said == [
        "blog in eu-west-1: nothing is deployed",
        "functions.zip: 2.5 MB",
        "    1 AWS::S3::Bucket",
        "    2 AWS::SQS::Queue",
        "    3 resources at most; some depend on the settings and on the account",
    ]
