"""Recording: what each function asks of AWS, noted where boto3 is about to ask it.

The functions of `app.py` do all the work of a site on moto (`recorded_site`), to which everything happens (`life_of_a_site`),
each with clients of its own, as it would have in a process of its own.
Where moto lacks what AWS has, an answer is bent: the mail service's account, and a file too large to be made here.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import botocore
from botocore.awsrequest import AWSResponse

import app
from chalicelib.authoring import function as authoring_function
from chalicelib.edge import site_function

FILM = "film.mp4"
ENORMOUS = 2 << 30  # more than is copied in one call
ACCOUNT = {"SendingEnabled": True, "SendQuota": {"Max24HourSend": 50_000.0, "MaxSendRate": 100.0, "SentLast24Hours": 0.0}}
"""What SES says of an account; moto doesn't know the question."""


@dataclass(slots=True)
class Call:
    """One call of a function's: the operation with its service, what it was asked with, and the status of the answer."""

    function: str
    operation: str
    asked: Mapping[str, Any]
    status: int = 0


class Recorder:
    """Notes what is called while a function works; what others call meanwhile is not its."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._working = ""
        self._awake: set[str] = set()
        self.kept: list[str] = []
        """The events that Lambda keeps for the function that encodes images."""

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Record every session of boto3 that is made meanwhile."""
        botocore.register_initializer(self._listen)
        try:
            yield
        finally:
            botocore.unregister_initializer(self._listen)

    def recorded(self, function: str, handler: Callable[..., Any]) -> Callable[..., Any]:
        """The handler, whose calls are noted; the first time it makes the outside world anew, as a process of its own would."""

        def handle(*event: Any) -> Any:
            if function not in self._awake:
                forget()
            self._awake.add(function)
            self._working = function
            try:
                return handler(*event)
            finally:
                self._working = ""

        return handle

    def _listen(self, session: Any) -> None:
        session.register("provide-client-params", self._note)
        session.register("before-call.sesv2.GetAccount", lambda **_: (AWSResponse("", HTTPStatus.OK, {}, None), ACCOUNT))
        session.register("before-call.lambda.Invoke", self._keep)
        session.register("after-call", self._answered)
        session.register("after-call.s3.HeadObject", enlarge)

    def _note(self, params: Mapping[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if self._working:
            service = model.service_model.service_name
            context["call"] = Call(self._working, f"{service}.{model.name}", dict(params))
            self.calls.append(context["call"])

    def _keep(self, params: Mapping[str, Any], context: Mapping[str, Any], **_: Any) -> tuple[AWSResponse, Mapping[str, Any]]:
        """Take the call in place of moto, which has no function to call."""
        self.kept.append(bytes(params["body"]).decode())
        if "call" in context:
            context["call"].status = HTTPStatus.ACCEPTED
        return AWSResponse("", HTTPStatus.ACCEPTED, {}, None), {}

    def _answered(self, http_response: Any, context: Mapping[str, Any], **_: Any) -> None:
        if "call" in context:
            context["call"].status = http_response.status_code


def enlarge(parsed: dict[str, Any], context: Mapping[str, Any], **_: Any) -> None:
    """Let the film be so large that it is copied in parts; they are none, so the copy fails and is called off."""
    if "call" in context and context["call"].asked["Key"] == FILM and "ContentLength" in parsed:
        parsed["ContentLength"] = ENORMOUS


def forget() -> None:
    """Let the next function make its own clients."""
    app.trusted.cache_clear()
    app.cloud.cache_clear()
    site_function.served_site.cache_clear()
    authoring_function.outside.cache_clear()
