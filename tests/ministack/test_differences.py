"""The list of differences is no longer than it must be."""

import json

import pytest
from botocore.exceptions import ClientError

from infra.package.packing import Package
from tests.ministack.differences import DIFFERENCES
from tests.ministack.server import Server


@pytest.mark.parametrize("name", [row.left_out for row in DIFFERENCES if row.left_out])
def test_what_is_left_out_is_of_a_type_that_is_not_made_here(server: Server, packed: Package, name: str) -> None:
    left_out = json.loads(packed.plain.read_text())["Resources"][name]["Type"]
    template = {"Resources": {name: {"Type": left_out, "Properties": {}}}}

    with pytest.raises(ClientError, match=left_out):
        server.client("cloudformation").create_stack(StackName="left-out", TemplateBody=json.dumps(template))
