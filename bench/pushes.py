"""The push of one edited file, in a folder of 10,000: how long until its first byte goes, and until the command ends.

The real command runs in a process of its own, against the local AWS, whose stack it finds by name. An object's time is when it
stands in the bucket, which is after its last byte came; so the first byte went earlier than the figure says.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic

from bench import blog
from bench.machine import judged, keep, show
from chalicelib.cloud.folder import FolderBucket
from infra.demo import aws, objects, seed
from infra.deploying.ownership import OURS
from infra.stack.outputs import output_of

POSTS, RUNS = 10_000, 5
FIRST_BYTE = 1.0  # seconds, the most that may be
NAME = "press"
COMMAND = [sys.executable, "-c", "import sys; from infra.command import main; sys.exit(main())", "push", "--no-wait"]


def run(posts: int = POSTS) -> bool:
    """Measure, show and keep the results; return whether the target is met."""
    with TemporaryDirectory() as folder, aws.local_aws() as endpoint:
        source = Path(folder) / "blog"
        blog.write(source, posts)
        stack = aws.create_stack(endpoint)
        _name(endpoint, stack)
        seed.fill(stack["CONTENT_BUCKET"], FolderBucket(source))
        first, _ = _pushed(source, endpoint)
        uploaded: list[float] = []
        objects.report(stack["CONTENT_BUCKET"], lambda _: uploaded.append(monotonic()))
        rows = [_edited(source, endpoint, uploaded, number) for number in range(RUNS)]
    show(f"The push of one edited file in a folder of {posts:,}, {RUNS} times", rows)
    value = median(row["until it is there, s"] for row in rows)
    print(f"the first push, which compares all of them with the bucket: {first:.1f} s")
    print("", judged("seconds before the first byte goes", value, FIRST_BYTE), sep="\n")
    keep("pushes", rows, first_push_s=first)
    return value <= FIRST_BYTE


def _edited(source: Path, endpoint: str, uploaded: list[float], number: int) -> Mapping[str, float]:
    """Edit a file, and push it."""
    edited = sorted(source.rglob("*.md"))[number * 100]
    edited.write_text(edited.read_text() + f"\nEdited, {number}.\n")
    uploaded.clear()
    before = getrusage(RUSAGE_CHILDREN)
    took, began = _pushed(source, endpoint)
    after = getrusage(RUSAGE_CHILDREN)
    assert len(uploaded) == 1  # noqa: S101 - else something else was measured
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"run": number + 1, "until it is there, s": uploaded[0] - began, "the whole command, s": took, "its CPU, s": cpu}


def _pushed(source: Path, endpoint: str) -> tuple[float, float]:
    """Push, and return the seconds it took, and when it began."""
    keys = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_REGION": aws.REGION}
    began = monotonic()
    command = [*COMMAND, str(source), "--site", NAME]
    subprocess.run(command, env={**os.environ, **keys, "AWS_ENDPOINT_URL": endpoint}, check=True, capture_output=True)
    return monotonic() - began, began


def _name(endpoint: str, stack: Mapping[str, str]) -> None:
    """Give the local stack a name by which CloudFormation knows it."""
    outputs = {output_of(name): {"Value": value} for name, value in stack.items()}
    template = json.dumps({"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}, "Outputs": outputs})
    tags = [{"Key": OURS, "Value": NAME}]
    aws.client("cloudformation", endpoint).create_stack(StackName=NAME, TemplateBody=template, Tags=tags)
