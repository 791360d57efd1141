"""The cloud of a function or a command is made of what its environment names."""

import subprocess
import sys
from pathlib import Path

from chalicelib.cloud import bootstrap
from chalicelib.cloud.aws import AwsTable
from chalicelib.cloud.ports import At, Item
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
