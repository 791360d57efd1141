"""How long a cold function needs until it answers, and which imports take how much of that.

Each measure is a program run in a process of its own, from when the interpreter is up. The processor's time is measured,
for hardly anything is waited for, and other programs of the machine would count too; the programs take turns, and of each the
fastest run counts. The table and the queue are in memory, for a service's time is not ours, but the clients are boto3's real
ones. A deployed function has its bytecode made beforehand (`infra/package/bytecode.py`); here the first run makes it.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.visiting import event, sign_up

ROOT = Path(__file__).parents[1]
TURNS = 15  # runs of each program
IMPORT = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")
OURS = ("app", "chalicelib")

FLOOR = 'from bench.starting import floor; floor(("dynamodb", "sqs"), ())'
CLIENTS = """
import app
real = app.cloud()
for port in (real.table, real.letters):
    port._client.meta  # the client is made when it is first used
"""
ANSWER = """
from msgspec.structs import replace
before = time.process_time()
from chalicelib.cloud.memory import MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
began += time.process_time() - before  # no function imports it
kept = replace(real, table=MemoryTable(), letters=MemoryQueue())
app.cloud = app.trusted = lambda: kept
for event in json.loads(sys.argv[1]):
    assert app.app(event, None)["statusCode"] in (200, 303)
"""
PROGRAMS: Mapping[str, tuple[str, Sequence[Mapping[str, Any]]]] = {
    "boto3, Chalice": (FLOOR, ()),
    "clients": (CLIENTS, ()),
    "sign-up": (CLIENTS + ANSWER, (sign_up(),)),
    "page": (CLIENTS + ANSWER, (sign_up(), event("GET", "/subscriptions/sent"))),
}
"""The programs to run, and the requests that each is given. The first is the least that any function with this API does."""
WATCHED = "import json, sys, time\nbegan = time.process_time()\n{program}\nprint(time.process_time() - began)"
SETTINGS = {
    "AWS_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "TABLE": "table",
    "CONTENT_BUCKET": "content",
    "PUBLIC_BUCKET": "public",
    "UPLOADS_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/1/uploads",
    "PRESS_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/1/press.fifo",
    "LETTERS_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/1/letters",
    "LINK_KEYS": "a key of links",
    "ADDRESS_PEPPER": "a pepper",
    "LOG_LEVEL": "WARNING",
    "PYTHONDONTWRITEBYTECODE": "",  # an empty text: bytecode is kept
}


def seconds() -> Mapping[str, float]:
    """The fastest run of each program."""
    runs = [{name: float(run(name).stdout) for name in PROGRAMS} for _ in range(TURNS)]
    return {name: min(one[name] for one in runs) for name in PROGRAMS}


def run(name: str, *flags: str) -> "subprocess.CompletedProcess[str]":
    program, events = PROGRAMS[name]
    command = [sys.executable, *flags, "-c", WATCHED.format(program=program), json.dumps(events)]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **SETTINGS}, capture_output=True, text=True, check=True)


def imported(name: str) -> list[Mapping[str, Any]]:
    """Return the imports, the longest first: each of our modules, and others by library; without those of the floor."""
    floor = {module for module, _ in imports("boto3, Chalice")}
    spent: Counter[str] = Counter()
    for module, micros in imports(name):
        if module not in floor:
            spent[module if module.partition(".")[0] in OURS else module.partition(".")[0]] += micros
    return [{"module": module, "ms": micros / 1000} for module, micros in spent.most_common()]


def imports(name: str) -> list[tuple[str, int]]:
    """Every module that the program imports, and the microseconds that it takes by itself."""
    return [(module, int(micros)) for micros, module in IMPORT.findall(run(name, "-X", "importtime").stderr)]
