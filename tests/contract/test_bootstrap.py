"""The cloud of a function or a command is made of what its environment names."""

import subprocess
import sys
from pathlib import Path

from chalicelib.cloud import bootstrap
from chalicelib.cloud.aws import AwsFunction, AwsQueue, AwsTable
from chalicelib.cloud.items import At, Item
from chalicelib.cloud.s3 import AwsBucket
from chalicelib.cloud.sqlite import SqliteTable
from chalicelib.settings import NEEDED
from tests.docs import ROOT

ANY = {**dict.fromkeys(NEEDED, "any"), "AWS_REGION": "eu-central-1"}


def test_a_table_in_a_file_is_shared_by_all_whose_settings_name_it(tmp_path: Path) -> None:
    named = {**ANY, "TABLE": f"sqlite:{tmp_path}/a table.sqlite"}
    one, other = (bootstrap.cloud(named).table for _ in range(2))

    one.put(Item(At("a"), {"b": 1}))

    assert other.get(At("a")) == Item(At("a"), {"b": 1})
    for table in (one, other):
        assert isinstance(table, SqliteTable)
        table.close()


def test_every_other_name_is_one_of_dynamodb() -> None:
    for name in ("presswork", "arn:aws:dynamodb:eu-central-1:123456789012:table/sqlite"):
        assert isinstance(bootstrap.cloud({**ANY, "TABLE": name}).table, AwsTable)


def test_who_calls_dynamodb_loads_no_sqlite() -> None:
    program = f"import sys; from chalicelib.cloud import bootstrap; bootstrap.cloud({ANY}); print('sqlite3' in sys.modules)"

    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603

    assert said.stdout == "False\n"


def test_images_are_encoded_by_the_function_that_the_settings_name_or_by_the_queue_in_its_place() -> None:
    called, queue = {"IMAGES_FUNCTION": "presswork-images"}, {"IMAGES_QUEUE_URL": "http://127.0.0.1:1/lambda-images"}

    assert isinstance(bootstrap.cloud({**ANY, **called}).encoder, AwsFunction)
    assert isinstance(bootstrap.cloud({**ANY, **queue}).encoder, AwsQueue)
    assert isinstance(bootstrap.cloud({**ANY, **called, **queue}).encoder, AwsQueue)
    assert bootstrap.cloud(ANY).encoder is None


def test_only_who_is_told_where_they_stand_knows_the_encoded_images() -> None:
    encoded = bootstrap.cloud({**ANY, "ENCODED_BUCKET": "presswork-encoded"}).encoded

    assert isinstance(encoded, AwsBucket)
    assert encoded._name == "presswork-encoded"
    assert bootstrap.cloud(ANY).encoded is None


def test_who_calls_no_function_makes_no_client_for_it() -> None:
    """A start must not take longer for an image that may never come."""
    encoder = bootstrap.cloud({**ANY, "IMAGES_FUNCTION": "presswork-images"}).encoder

    assert isinstance(encoder, AwsFunction)
    assert "_client" not in vars(encoder._client)
    encoder.send(())
    assert "_client" not in vars(encoder._client)
