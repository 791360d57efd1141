"""A trial: a deployment of the fewest parts, with one question, and a single command that removes all of it.

Its settings have a file of their own, so those of a real site stay as they are, and the same command goes on without a question.
It makes nothing outside its stack and its own buckets: no budget, no role for the account, and nothing in a second region.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec.structs import replace

from infra.deploying import UndeployableError, config
from infra.deploying.config import NO_BUDGET, Deployment
from infra.deploying.manual_steps import ASK_AWS
from infra.deploying.prompts import Terminal
from infra.stack import parameters
from infra.stack.parameters import NO
from infra.terminal.exit_codes import UNABLE
from infra.terminal.invocation import word

FILE = Path("trial.toml")
BLOG = "trial-blog"  # the folder of the starter blog, beside the file
PRESET: Mapping[str, str] = {
    "name": "presswork-trial",
    "budget": NO_BUDGET,
    "dashboard": NO,
    "reads": NO,
    "request_log": NO,
}


def deployment_in(path: Path, terminal: Terminal, suggested: Mapping[str, str], *, saves: bool = True) -> Deployment:
    """Read the trial in this file. Only a missing owner's address is asked for, and the region if nothing names one.

    Unless the file says otherwise, mail is from that address, since it reaches only verified addresses in a new account, and so
    at least its owner.
    """
    said = config.read(path)
    owner = said.get("owner") or config.asked(OWNER, path, terminal, {})
    if mails_from_owner(said):
        check_owner(owner, f"{path}: ")
    known = {name: value for name, value in suggested.items() if value}
    site = config.deployment_in(path, terminal, {}, {**PRESET, "owner": owner, **known}, saves=saves)
    return replace(site, mail_from=mailbox(owner)) if mails_from_owner(said) else site


def mails_from_owner(said: Mapping[str, str]) -> bool:
    """Return whether the settings of a trial leave it at mail from its owner's address."""
    return not said.keys() & {"mail_from", "mail_domain"}


def sends_from(path: Path) -> str:
    """Return the mailbox or the domain that the trial in this file sends mail from."""
    said = config.read(path)
    return mailbox(said.get("owner", "")) if mails_from_owner(said) else said.get("mail_from") or said.get("mail_domain", "")


def without_cdn(site: Deployment, path: Path, terminal: Terminal) -> Deployment:
    """Return the trial as it is without a CDN, and have its file say so: a later run doesn't try one again unasked."""
    terminal.say(f'AWS has not verified this account for CloudFront yet, so a function serves the trial: cdn = "no" in {path}')
    if site.cdn == NO:
        return site
    lines = path.read_text("utf-8").splitlines(keepends=True)
    others = [line for line in lines if not re.match(r"\s*cdn\s*=", line)]
    path.write_text("".join([*others, f'cdn = "{NO}"\n']), "utf-8")
    return replace(site, cdn=NO)


def going_on(site: Deployment, path: Path) -> Iterator[str]:
    """Yield how to go on with a trial that has no CDN."""
    if site.cdn == NO:
        yield "A function serves it, which is slower than a CDN."
        yield f'{ASK_AWS}. When they answer, write cdn = "yes" in {path}, and run `presswork deploy --trial` again.'
        yield "The CDN has another address: that run prints how to make every page for it, and links in earlier mails end."


def mailbox(address: str) -> str:
    """Return the address as one to send mail from; empty if it can't be one."""
    local, _, domain = address.rpartition("@")
    written = f"{local}@{domain.lower()}"
    return written if re.fullmatch(parameters.MAILBOX, written) else ""


def check_owner(address: str, where: str) -> None:
    """Refuse an address that mail can't be sent from."""
    if not mailbox(address):
        raise UndeployableError(
            f"{where}mail can't be sent from {address}, which has other signs than SES or IAM take: name another address", UNABLE
        )


OWNER = next(field for field in config.FIELDS if field.name == "owner")._replace(
    question="Your email address, for alarms and to send mail from", check=check_owner
)


def removal(deployment: Deployment) -> str:
    """Return the command that removes all that a trial has made."""
    return f"presswork destroy --name {word(deployment.name)} --region {word(deployment.region)} --with-data"
