"""AWS's own command line, as far as the docs use it: commands are held against botocore's models of the services, and run.

A command that names an unknown operation or option, or lacks a required one, is an error before anything is called, as it is
there. Of the commands of `aws s3` only the names of buckets and keys are looked at, and what they do in a few words.
"""

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

import boto3
from botocore import xform_name
from botocore.model import Shape
from botocore.session import get_session

SERVICES = {"s3api": "s3"}  # what botocore calls otherwise
GLOBAL = ("region", "query", "output")


class CliError(AssertionError):
    """A command that AWS's command line refuses."""


def commands_in(block: str) -> Iterator[str]:
    """Yield the commands of a block, each on one line, without comments and without what its output is piped into.

    A line that only gives a name to what another program prints has no command of its own.
    """
    lines = (re.sub(r"\s+# .*", "", line) for line in block.replace("\\\n", " ").splitlines())
    for line in lines:
        if re.match(r"[A-Z_]+=", line):
            continue
        yield from (part.strip().removeprefix(".venv/bin/") for part in line.partition(" | ")[0].split(" && ") if part.strip())


def expanded(command: str, run: Callable[[str], str]) -> str:
    """Put in place of each `$(…)` what that command prints."""
    while "$(" in command:
        before, _, rest = command.rpartition("$(")
        inner, _, after = rest.partition(")")
        command = before + run(inner) + after
    return command


def run(command: str, region: str, others: Mapping[str, str]) -> str:
    """Run a command of AWS's command line, and return its output; `others` has that of other programs."""
    if command in others:
        return others[command]
    _, service, operation, *words = without_endpoint(shlex.split(expanded(command, lambda inner: run(inner, region, others))))
    if service == "s3":
        return s3(operation, words, region)
    if operation == "wait":
        return wait(service, words, region)
    given = options(words)
    arguments = parameters(service, operation, given)
    client = boto3.client(SERVICES.get(service, service), region_name=given.get("region", [region])[0])
    answer = getattr(client, operation.replace("-", "_"))(**arguments)
    return str(queried(given["query"][0], answer)) if "query" in given else str(answer)


def without_endpoint(words: list[str]) -> list[str]:
    """Leave out the option by which a command goes to the local AWS: here is another one."""
    return [words[0], *words[3:]] if words[1] == "--endpoint-url" else words


def queried(query: str, answer: Any) -> Any:
    """Return what a query of JMESPath finds, by the library that boto3 brings."""
    return import_module("jmespath").search(query, answer)


# ---- options


def options(words: Sequence[str]) -> dict[str, list[str]]:
    """Return the words behind each option."""
    found: dict[str, list[str]] = {}
    for word in words:
        if word.startswith("--"):
            name = word.removeprefix("--")
            found[name] = []
        else:
            found[name].append(word)
    return found


def parameters(service: str, operation: str, given: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the arguments of boto3's call. Raises CliError for what the service doesn't know, or needs."""
    model = get_session().get_service_model(SERVICES.get(service, service))
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    if operation not in operations:
        raise CliError(f"aws {service} has no {operation}")
    shape = model.operation_model(operations[operation]).input_shape
    members = {xform_name(name, "-"): name for name in shape.members} if shape else {}
    known = {**members, **{f"no-{name}": members[name] for name in members}}
    if unknown := given.keys() - known.keys() - {*GLOBAL}:
        raise CliError(f"aws {service} {operation} has no --{', --'.join(sorted(unknown))}")
    made = {known[name]: value(shape.members[known[name]], words, name) for name, words in given.items() if name in known}
    if missing := set(shape.required_members if shape else ()) - made.keys():
        raise CliError(f"aws {service} {operation} needs {', '.join(sorted(missing))}")
    return made


def value(shape: Shape, words: Sequence[str], name: str) -> Any:
    if shape.type_name == "boolean":
        return not name.startswith("no-")
    if shape.type_name == "list":
        return [scalar(shape.member, word) for word in words]
    (word,) = words
    return scalar(shape, word)


def scalar(shape: Any, word: str) -> Any:
    """Read a word, or the shorthand `A=1,B=2` of a structure."""
    if shape.type_name == "structure":
        pairs = dict(pair.split("=", 1) for pair in word.split(","))
        return {name: scalar(shape.members[name], text) for name, text in pairs.items()}
    if shape.type_name in ("integer", "long"):
        return int(word)
    return {"true": True, "false": False}[word] if shape.type_name == "boolean" else word


# ---- what is no operation


def wait(service: str, words: Sequence[str], region: str) -> str:
    client = boto3.client(service, region_name=region)
    waiter = client.get_waiter(words[0].replace("-", "_"))
    waiter.wait(**parameters(service, xform_name(waiter.config.operation, "-"), options(words[1:])))
    return ""


FLAGS = {"ls": {"--recursive"}, "rm": {"--recursive"}, "cp": set[str](), "sync": set[str]()}


def s3(operation: str, words: Sequence[str], region: str) -> str:
    """Run a command of `aws s3` on buckets and keys that are there; a file of this machine is only named."""
    if operation not in FLAGS or (unknown := {word for word in words if word.startswith("--")} - FLAGS[operation]):
        raise CliError(f"aws s3 {operation} {' '.join(words)}: {unknown if operation in FLAGS else 'unknown'}")
    client = boto3.client("s3", region_name=region)
    places = [word.removeprefix("s3://").partition("/")[::2] for word in words if word.startswith("s3://")]
    for bucket, key in places:
        found = client.list_objects_v2(Bucket=bucket, Prefix=key).get("Contents", ())
        if operation == "cp" and "-" in words:
            client.get_object(Bucket=bucket, Key=key)
        if operation == "rm":
            client.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": one["Key"]} for one in found]})
        if operation == "cp" and words[-1].startswith("s3://"):
            name = words[0].rpartition("/")[2]
            client.put_object(Bucket=bucket, Key=key + name if not key or key.endswith("/") else key, Body=b"")
    return ""
