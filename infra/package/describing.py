"""Describing: the templates of the stack.

Chalice describes the functions, routes and triggers of `app.py` in SAM, and merges in what it doesn't know. The place of the code
becomes parameters, since the zips are made here (`zips`). SAM is then translated, so that the same stack can run without SAM.
"""

import copy
import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from infra.extras import not_installed
from infra.package import UnpackableError, plain, sources
from infra.package.running import last_line, python
from infra.package.zips import code_of

FUNCTION = "AWS::Serverless::Function"
OWN_FUNCTION = "AWS::Lambda::Function"
WINDOW = "MaximumBatchingWindowInSeconds"
CHALICE = "import sys; from chalice.cli import main; sys.exit(main())"
UNBUILT = "Could not install dependencies"  # Chalice prints it, and calls that a success

Template = Mapping[str, Any]


def sam(project: Path, architecture: str, merged: Template, scratch: Path) -> dict[str, Any]:
    """Return Chalice's description of the project's functions for this architecture, with `merged` merged into it."""
    copy_project(project, architecture, scratch)
    merge, out = scratch / "merge.json", scratch / "out"
    merge.write_text(json.dumps(merged), "utf-8")
    process = python("-c", CHALICE, "package", "--merge-template", merge.name, out.name, folder=scratch)
    if process.returncode or UNBUILT in process.stdout + process.stderr:
        raise UnpackableError(f"Chalice can't package app.py: {last_line(process.stderr or process.stdout)}")
    template: dict[str, Any] = json.loads((out / "sam.json").read_text("utf-8"))
    return with_runtime(with_code_parameters(without_windows(template)))


def copy_project(project: Path, architecture: str, scratch: Path) -> None:
    """Copy the project for Chalice: without requirements, so that it builds nothing."""
    for name in ("app.py", "chalicelib", ".chalice"):
        sources.copy(project / name, scratch / name)
    config = scratch / ".chalice" / "config.json"
    config.write_text(json.dumps({**json.loads(config.read_text("utf-8")), "lambda_architecture": architecture}), "utf-8")
    (scratch / "requirements.txt").touch()


def without_windows(template: Template) -> dict[str, Any]:
    """Return the template without the batching windows that Chalice adds to queues: they are 0, which is the default, and FIFO
    queues have none: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html"""
    resources = copy.deepcopy(dict(template["Resources"]))
    for declared in resources.values():
        for event in declared["Properties"].get("Events", {}).values() if declared["Type"] == FUNCTION else ():
            if event["Properties"].get(WINDOW) == 0:
                del event["Properties"][WINDOW]
    return {**template, "Resources": resources}


def with_code_parameters(template: Template) -> dict[str, Any]:
    """Return the template with the place of the code as parameters of the stack."""
    resources = {
        name: {**declared, "Properties": {**declared["Properties"], "CodeUri": code_of(name)}}
        if declared["Type"] == FUNCTION
        else declared
        for name, declared in template["Resources"].items()
    }
    return {**template, "Resources": resources}


def with_runtime(template: Template) -> dict[str, Any]:
    """Return the template with our own functions, which Chalice doesn't know, running as Chalice's do."""
    known = next(declared["Properties"] for declared in template["Resources"].values() if declared["Type"] == FUNCTION)
    runtime = {name: known[name] for name in ("Runtime", "Architectures") if name in known}
    resources = {
        name: {**declared, "Properties": {**declared["Properties"], **runtime}} if declared["Type"] == OWN_FUNCTION else declared
        for name, declared in template["Resources"].items()
    }
    return {**template, "Resources": resources}


def as_plain(template: Template, scratch: Path) -> dict[str, Any]:
    """Translate the template to plain CloudFormation."""
    if find_spec("samtranslator") is None:
        raise UnpackableError(not_installed("writing out the template needs", "deploy"))
    source, out = scratch / "template.json", scratch / "plain.json"
    source.write_text(as_text(template), "utf-8")
    process = python("-m", plain.__name__, str(source), str(out), folder=Path(plain.__file__).parents[2])
    if process.returncode:
        raise UnpackableError(f"the template can't be written out: {last_line(process.stderr)}")
    written: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return written


def as_text(template: Template) -> str:
    return json.dumps(template, indent=2) + "\n"
