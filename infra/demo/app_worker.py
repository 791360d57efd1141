"""The real app and its handlers, in the processes of the demo."""

import importlib
import os
from collections.abc import Mapping
from functools import partial
from typing import Any

from chalicelib.cloud.ports import Cloud
from infra.demo import loop_counter
from infra.demo.functions import FUNCTIONS
from infra.demo.loop_counter import Lineage
from infra.serve.workers import Work


def app() -> Any:
    """Return the real app, as it starts with the settings of the environment."""
    return importlib.import_module("app").app


def the_cloud() -> Cloud:
    """Return the cloud of the real app."""
    cloud: Cloud = importlib.import_module("app").cloud()
    return cloud


def trusted_cloud() -> Cloud:
    """Return the same with the secrets, by which addresses are stored."""
    cloud: Cloud = importlib.import_module("app").trusted()
    return cloud


def authoring(event: Mapping[str, Any], context: Any) -> Mapping[str, Any]:
    """Answer an event by the function of the authoring API."""
    answer: Mapping[str, Any] = importlib.import_module("chalicelib.authoring.function").handler(event, context)
    return answer


def authoring_paths() -> Mapping[str, Any]:
    """Return the function of the authoring API by each of its paths."""
    routes = importlib.import_module("chalicelib.authoring.api").ROUTES
    return {path: authoring for _, path in routes}


LOADED_LATE = (
    "publishing.consumers",
    "publishing.ingest",
    "publishing.render_batch",
    "newsletter.consumers",
    "images.jobs",
    "schedule",
)
"""Modules that the handlers load when they first need them."""


def load() -> None:
    """Load the app and all that its handlers need, once for all processes."""
    loop_counter.carry_in_boto3()
    app()
    for name in LOADED_LATE:
        importlib.import_module(f"chalicelib.{name}")


def handlers(handle: Work, settings: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the real handlers of the queues and of the schedule; `handle` calls them where they work."""
    return {name: partial(_handle, handle, settings, name) for name in FUNCTIONS}


def _handle(handle: Work, settings: Mapping[str, str], name: str, event: Any, context: Any) -> Any:
    """Return the handler's answer; if it was stopped, all messages stay in their queue."""
    answer = handle(settings, name, event, context)
    messages = [{"itemIdentifier": record.get("messageId", "")} for record in event.get("Records", ())]
    return {"batchItemFailures": messages} if answer is None else answer


def call_handler(settings: Mapping[str, str], name: str, event: Any, context: Lineage | None) -> Any:
    """Call a real handler, in the environment that its function would have; a run of the schedule has no lineage."""
    os.environ.update(settings, LOG_LEVEL="WARNING")
    with loop_counter.run_with(context or {}):
        return getattr(importlib.import_module("app"), name)(event, None)
