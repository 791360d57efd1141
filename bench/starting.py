"""A function from its start on, as a program: `starting.py TASK RUNTIME` answers each line of JSON with the cost of that act.

It finds only the package that was unpacked in the folder TASK, the standard library, and Lambda's runtime (RUNTIME). A
line is a list: `floor`, services and the modules of libraries, `start`, or `call` and the name of a function and its event.

Seconds are the processor's, but for `wall`; those that boto3 spends in calls of the cloud (`calling`) are among them.
`memory` are the most bytes that the process has had so far.
"""

# ruff: noqa: PLC0415 - what is imported is measured

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

KB = 1 if sys.platform == "darwin" else 1024  # the system's unit of memory, in bytes
WRONG = 400  # the least status of an answer that is none


class Watch:
    """The costs and the calls of an act."""

    def __init__(self) -> None:
        self._called: list[tuple[str, float]] = []

    def over(self, act: Callable[..., object], *asked: Any) -> dict[str, Any]:
        self._called.clear()
        cpu, wall = time.process_time(), time.perf_counter()
        act(*asked)
        took = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
        called = {"calls": len(self._called), "calling": sum(seconds for _, seconds in self._called)}
        services = sorted({service for service, _ in self._called})
        return {**took, **called, "services": services, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KB}

    def calling(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call of boto3's, watched; several threads call at once."""

        def watched(client: Any, operation: str, asked: Any) -> Any:
            began = time.thread_time()
            try:
                return call(client, operation, asked)
            finally:
                self._called.append((client.meta.service_model.service_name, time.thread_time() - began))

        return watched


def floor(services: Sequence[str], modules: Sequence[str]) -> None:
    """Import and make the least that any function with Chalice, these clients and these modules has."""
    import boto3
    import chalice.app  # noqa: F401
    from botocore.config import Config

    session = boto3.session.Session(region_name="eu-west-1")
    config = Config(retries={"mode": "standard", "max_attempts": 5}, s3={"addressing_style": "auto"})
    for service in services:
        session.client(service, config=config)
    for module in modules:
        import_module(module)


OTHERS = {"authoring": "chalicelib.authoring.function"}
"""The modules of functions that aren't in the app; each is named `handler` there."""


def start(name: str) -> None:
    """Import the function's module, as happens before it is called."""
    import_module(OTHERS.get(name, "app"))


def call(name: str, event: Any) -> None:
    """Call a function; an answer that isn't good is an error."""
    module = import_module(OTHERS.get(name, "app"))
    answer = getattr(module, "handler" if name in OTHERS else name)(event, None)
    if not is_good(answer):
        raise SystemExit(f"{name} answers {answer}")


def is_good(answer: Mapping[str, Any] | None) -> bool:
    """Return whether the function has done its work; one without a queue returns nothing, and raises what fails."""
    return not answer or not (answer.get("batchItemFailures") or answer.get("statusCode", 0) >= WRONG)


def watched(watch: Watch) -> None:
    from botocore.client import BaseClient

    client: Any = BaseClient
    client._make_api_call = watch.calling(client._make_api_call)


ACTS: dict[str, Callable[..., None]] = {"floor": floor, "start": start, "call": call}


def main(folders: Sequence[str]) -> None:
    sys.path[:0] = folders
    watch = Watch()
    for line in sys.stdin:
        act, *asked = json.loads(line)
        print(json.dumps(watch.over(ACTS[act], *asked)), flush=True)
        if act == "start":
            watched(watch)  # boto3 is imported now, so this is no part of any act


if __name__ == "__main__":
    main(sys.argv[1:])
