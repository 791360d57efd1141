"""The models of services, cut to what is called."""

import shutil
from pathlib import Path

import botocore
import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

from infra.package.models import CALLED, cut, only

DATA = Path(botocore.__file__).parent / "data"


@pytest.fixture(params=list(CALLED))
def models(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[ServiceModel, ServiceModel]:
    """The model of a service as it was, and cut."""
    service = request.param
    shutil.copytree(DATA / service, tmp_path / "botocore" / "data" / service)
    cut(tmp_path)
    cropped = Loader(extra_search_paths=[str(tmp_path / "botocore" / "data")], include_default_search_paths=False)
    return ServiceModel(Loader().load_service_model(service, "service-2"), service), ServiceModel(
        cropped.load_service_model(service, "service-2"), service
    )


def test_what_is_left_is_described_as_before(models: tuple[ServiceModel, ServiceModel]) -> None:
    before, after = models

    assert set(after.operation_names) == CALLED[after.service_name]
    for name in after.operation_names:
        whole, cropped = before.operation_model(name), after.operation_model(name)
        assert cropped.input_shape.members.keys() == whole.input_shape.members.keys()
        assert cropped.output_shape.members.keys() == whole.output_shape.members.keys()
        assert {shape.name for shape in cropped.error_shapes} == {shape.name for shape in whole.error_shapes}
    assert after.metadata == before.metadata


def test_the_same_model_is_cut_to_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        shutil.copytree(DATA / "ssm", tmp_path / name / "botocore" / "data" / "ssm")
        cut(tmp_path / name)

    one, other = (next((tmp_path / name).rglob("service-2.json.gz")) for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()
    assert len(one.read_bytes()) < 10_000


def test_a_shape_that_refers_to_itself_ends() -> None:
    tree = {"type": "structure", "members": {"Inner": {"shape": "Tree"}}}
    model = {"operations": {"Get": {"input": {"shape": "Tree"}}, "Put": {"input": {"shape": "Leaf"}}}}

    cropped = only({**model, "shapes": {"Tree": tree, "Leaf": {"type": "string"}}}, frozenset({"Get"}))

    assert cropped == {"operations": {"Get": {"input": {"shape": "Tree"}}}, "shapes": {"Tree": tree}}
