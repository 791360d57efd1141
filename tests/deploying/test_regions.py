"""A region that lacks what a site needs is refused by name."""

import subprocess
import sys

import boto3
import pytest
from msgspec.structs import replace

from infra.deploying import UndeployableError
from infra.deploying.deploy import PackedFunctions, deploy
from infra.deploying.regions import GLOBAL, LACKING_PROCESSOR, NEEDS, check, check_processor, regions
from infra.package.targets import MACHINES
from infra.stack import access_logs
from infra.stack.template import merge_template
from tests.deploying.deployer import PLAIN, Deployer, template

EVERYWHERE = sorted(regions() - {"ap-east-1"})


@pytest.mark.parametrize(
    ("region", "said"),
    [
        ("ap-east-1", "ap-east-1 has no SES, the mail service: choose another region"),
        ("cn-north-1", "cn-north-1 is in AWS's partition aws-cn, where Presswork can't be deployed"),
        ("eu-centrall-1", "AWS has no region eu-centrall-1. Did you mean eu-central-1?"),
    ],
)
def test_a_region_is_refused_by_what_it_lacks(region: str, said: str) -> None:
    with pytest.raises(UndeployableError, match=said):
        check(region)


def test_all_other_regions_that_boto3_knows_are_accepted() -> None:
    for region in EVERYWHERE:
        check(region)
    assert len(EVERYWHERE) > 30


def test_every_service_of_the_stack_is_needed_or_everywhere() -> None:
    both = (*merge_template()["Resources"].values(), *access_logs.beside()["Resources"].values())
    services = {resource["Type"].rpartition("::")[0] for resource in both if "Type" in resource}

    assert services <= GLOBAL | {need.resources for need in NEEDS}


def test_a_region_without_the_processor_is_refused_after_packing_and_before_anything_is_made(deployer: Deployer) -> None:
    (region,) = LACKING_PROCESSOR["arm64"]
    functions = {"Ingest": {"Type": "AWS::Lambda::Function", "Properties": {"Architectures": ["arm64"]}}}
    work = deployer.work(replace(PLAIN, region=region))
    packed = work.pack()
    on_arm = PackedFunctions(packed.zips, {**template(), "Resources": functions})

    with pytest.raises(UndeployableError, match=f"Lambda has no arm64 in {region}: add `--arch x86_64`"):
        deploy(replace(work, pack=lambda: on_arm))

    assert deployer.aws.s3.list_buckets()["Buckets"] == []
    assert deployer.stack.sets == {}


def test_it_is_accepted_with_another_processor_and_so_is_another_region() -> None:
    def running(processor: str) -> dict[str, object]:
        return {"Resources": {"Ingest": {"Properties": {"Architectures": [processor]}}}}

    for region in LACKING_PROCESSOR["arm64"]:
        check_processor(region, running("x86_64"))
    check_processor("eu-central-1", running("arm64"))
    assert LACKING_PROCESSOR.keys() <= MACHINES.keys()


def test_a_region_is_refused_before_aws_is_asked(deployer: Deployer) -> None:
    with pytest.raises(UndeployableError, match="ap-east-1 has no SES"):
        deploy(deployer.work(replace(PLAIN, region="ap-east-1")))

    assert deployer.packages == 0


def test_boto3_knows_each_needed_service() -> None:
    known = boto3.session.Session().get_available_services()

    assert [need.service for need in NEEDS if need.service not in known] == []


def test_a_deployments_file_is_read_without_the_libraries_of_aws() -> None:
    """As `presswork check` does for an author who has installed no extra."""
    forbid = "import sys; sys.modules.update(dict.fromkeys(('boto3', 'botocore')))"

    subprocess.run([sys.executable, "-c", f"{forbid}; import infra.deploying.config"], check=True)  # noqa: S603 - ourselves
