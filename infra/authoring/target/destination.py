"""The site of a command: a stack by its name, a site's URL, the running demo, or the output folder of a build.

A site that is named by its URL is asked over its authoring API, with the token that `presswork login` has stored.

It is named by `--site`, else by the `.presswork.toml` of the blog, else it is the site of this folder: that of the environment's
settings, the demo that runs here, or the stack of `presswork.toml`. Credentials, and a region that is nowhere written, are found
as boto3 finds them.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

import click

from infra.authoring.target import built_folder, running_demo
from infra.authoring.target.remembered_site import REMEMBERED_FILE, remembered_site
from infra.files.exclusive_write import put_new
from infra.files.manifest_file import is_output
from infra.files.relative_path import relative
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError, remark

if TYPE_CHECKING:
    from chalicelib.cloud.ports import Cloud
    from infra.authoring.target.site_api import SiteApi

SiteKind: TypeAlias = Literal["stack", "demo", "build", "api"]
Environment: TypeAlias = Mapping[str, str]
C = TypeVar("C", bound=Callable[..., Any])

DEPLOYED_FILES = (Path("presswork.toml"), Path("trial.toml"))  # the settings of a site, or else of a trial
SITE_URL = re.compile(r"https://[^/\s]+/?|http://(127\.0\.0\.1|localhost)(:\d+)?/?")  # a token goes nowhere unencrypted
KEYS_NEEDED = "this takes keys of AWS, and {} is the address of a site: name its stack with --site NAME"
STACK_NAME = re.compile(r"[a-z][a-z0-9-]{1,25}[a-z0-9]")
REQUIRED_SETTINGS = ("TABLE", "CONTENT_BUCKET", "PUBLIC_BUCKET", "UPLOADS_QUEUE_URL", "PRESS_QUEUE_URL", "LETTERS_QUEUE_URL")
KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


@dataclass(frozen=True)
class Destination:
    """A site: its name, its kind, the folder of the blog, the settings of its functions, and the output folder of a build.

    `remembered` says whether the blog's `.presswork.toml` names it; `since` distinguishes runs of a demo, and `published` is the
    folder that a demo publishes.
    """

    name: str
    kind: SiteKind
    blog: Path
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)
    out: Path | None = None
    remembered: bool = False
    since: str = ""
    published: Path | None = None

    @cached_property
    def folder(self) -> Path:
        """The folder of the site's own files: that of a build's sources, that which a demo publishes, or the blog's."""
        if self.out is not None:
            return built_folder.source_of(self.out)
        return self.published or self.blog

    @property
    def content_bucket(self) -> str:
        """The name of the content bucket; empty for a build, whose content is the blog's folder."""
        return self.settings.get("CONTENT_BUCKET", "")

    @property
    def identity(self) -> str:
        """A text that distinguishes this site from any other that has had its name."""
        if self.out is not None:
            return str(self.out.resolve())
        if self.kind == "api":
            return self.name
        return " ".join(filter(None, (self.settings.get("AWS_ENDPOINT_URL", ""), self.content_bucket, self.since)))

    @cached_property
    def cloud(self) -> "Cloud":
        """The site as its functions see it, without its secrets, which few users may read."""
        if self.out is not None:
            return built_folder.cloud_of(self.out, self.folder)
        if self.kind == "api":
            from infra.authoring.target.api_cloud import cloud_of  # noqa: PLC0415 - most sites have keys of AWS

            return cloud_of(self.api)
        from chalicelib.cloud.bootstrap import cloud  # noqa: PLC0415 - it loads boto3

        return cloud({"LOG_LEVEL": "WARNING", **self.settings})

    @cached_property
    def trusted(self) -> "Cloud":
        """The same with the keys that sign links and the pepper of addresses, for users who may read them."""
        if self.out is not None:
            return self.cloud
        self.demand_keys()
        from chalicelib.cloud.bootstrap import trusted  # noqa: PLC0415 - it loads boto3

        return trusted({"LOG_LEVEL": "WARNING", **self.settings})

    @cached_property
    def s3(self) -> Any:
        """boto3's client of S3, for what the ports leave out: versions, conditions and times. A build has none."""
        if self.out is not None:
            raise CannotError(f"{self.name} is a built folder, which has no bucket", UNABLE)
        self.demand_keys()
        from chalicelib.cloud.aws import clients  # noqa: PLC0415 - it loads boto3
        from chalicelib.settings import read  # noqa: PLC0415 - with it

        return clients(read(self.settings)).s3

    @cached_property
    def api(self) -> "SiteApi":
        """The site's authoring API, with the token that is stored for it. Raise `CannotError` where there is none."""
        from infra.authoring.target import site_tokens  # noqa: PLC0415 - most sites have keys of AWS
        from infra.authoring.target.site_api import SiteApi  # noqa: PLC0415

        return SiteApi(self.name, site_tokens.demand(self.name))

    def demand_keys(self) -> None:
        """Raise `CannotError` for a site that is known by its address, and a token."""
        if self.kind == "api":
            raise CannotError(KEYS_NEEDED.format(self.name), UNABLE)


def site_option(command: C) -> C:
    """Give a command the option `--site`; it is passed to the function as `site`, to be given to `find`."""
    meaning = (
        "A stack's name, the URL of a site you have logged in to, `demo`, or a folder that was built "
        "(default: as .presswork.toml says, or the site of this folder)."
    )
    return click.option("--site", default="", metavar="SITE", help=meaning)(command)


def find(site: str = "", blog: Path = Path(), environment: Environment = os.environ) -> Destination:
    """Return the site that is meant. Raise `CannotError` if there is none, or if it can't be reached."""
    remembered = remembered_site(blog)
    if site and site != remembered.get("site"):
        return _named(site, blog, remembered, environment, Path())
    if remembered.get("site"):
        destination = _named(remembered["site"], blog, remembered, environment, Path(remembered["folder"]))
        return replace(destination, remembered=True)
    return _of_this_folder(blog, environment)


def was_restarted(destination: Destination) -> bool:
    """Return whether the site is a demo that was restarted meanwhile, with another table and other buckets."""
    if destination.kind != "demo":
        return False
    try:
        return bool(_demo(destination.blog).since != destination.since)
    except CannotError:  # it doesn't run now, and may be the same when it runs again
        return False


def has_ended(destination: Destination) -> bool:
    """Return whether the site is a demo that doesn't run any more."""
    if destination.kind != "demo":
        return False
    try:
        _demo(destination.blog)
    except CannotError:
        return True
    return False


def remember(destination: Destination) -> Path | None:
    """Write the site into the blog's `.presswork.toml`, if there is none; return the file that was written.

    A demo isn't remembered: it ends, and is found as long as it runs. Raise `OSError` if the file can't be written.
    """
    file = destination.blog / REMEMBERED_FILE
    if destination.remembered or destination.kind == "demo" or file.exists():
        return None
    values = _remembered_values(destination)
    text = "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())
    return file if put_new(file, text.encode()) else None


def remembered_stack(blog: Path = Path()) -> tuple[str, str]:
    """Return the name and the region of the stack that `.presswork.toml` remembers; empty if it remembers none."""
    remembered = remembered_site(blog)
    name = remembered.get("site", "")
    return (name, remembered.get("region", "")) if STACK_NAME.fullmatch(name) and name != "demo" else ("", "")


def _remembered_values(destination: Destination) -> Mapping[str, str]:
    """Return the values of a site in `.presswork.toml`; the path of a folder is relative to the blog, and has a separator."""
    if destination.kind == "api":
        return {"site": destination.name}
    if destination.out is None:
        return {"site": destination.name, "region": destination.settings.get("AWS_REGION", "")}
    path = relative(destination.out, destination.blog)
    return {"site": path if os.sep in path else f".{os.sep}{path}"}


def key_of(destination: Destination, path: Path) -> str:
    """Return the key of a file: its path within the site's folder; `path` may be relative to this folder or to the site's.

    Raise `CannotError` for a file outside, and for a file that can have no key.
    """
    from chalicelib.cloud.folder import is_text  # noqa: PLC0415 - completion does without
    from infra.files.blog_folder import shown  # noqa: PLC0415

    folder = destination.folder.resolve()
    candidates = (path.resolve(), (folder / path).resolve())
    file = next((candidate for candidate in candidates if candidate.is_relative_to(folder)), None)
    if file is None:
        raise CannotError(f"{path} isn't in the folder of the blog, {folder}", UNABLE)
    if not is_text(key := file.relative_to(folder).as_posix()):
        raise CannotError(f"{shown(key)}: this name isn't UTF-8, so it is on no site; rename it", UNABLE)
    return key


# ---- the name of the site


def _named(site: str, blog: Path, remembered: Mapping[str, str], environment: Environment, beside: Path) -> Destination:
    """Return the site of this name; a folder is relative to `beside`."""
    if site == "demo":
        return _demo(blog)
    if SITE_URL.fullmatch(site):
        return Destination(site.rstrip("/"), "api", blog)
    if {"/", os.sep} & {*site} or is_output(beside / site):
        out = beside / site
        built_folder.demand_built(out, blog, is_remembered=site == remembered.get("site"))
        return Destination(str(out), "build", blog, out=out)
    if not STACK_NAME.fullmatch(site):
        raise CannotError(
            f"{site} isn't a site: use a stack's name, `demo`, or a folder with a / in it, such as ./{site}", UNABLE
        )
    return _stack(site, blog, remembered.get("region", ""), environment)


def _of_this_folder(blog: Path, environment: Environment) -> Destination:
    if environment.get("TABLE"):
        return _of_environment(blog, environment)
    if running_demo.is_here(blog):
        return _demo(blog)
    if file := deployed_file(blog):
        return _stack("", blog, "", environment, file)
    raise CannotError(
        "no site here. Start `presswork demo`, or add --site NAME.",
        UNABLE,
    )


def deployed_file(blog: Path) -> Path | None:
    """Return the nearest file with the settings of a deployment, if there is one."""
    return next(_deployed_files(blog), None)


def _deployed_files(blog: Path) -> Iterator[Path]:
    files = (folder / name for folder in running_demo.near(blog) for name in DEPLOYED_FILES)
    return (file for file in files if file.is_file())


# ---- the kinds of sites


def _demo(blog: Path) -> Destination:
    description = running_demo.description_of(blog)
    settings: Mapping[str, str] = description["settings"]
    os.environ.update({name: settings[name] for name in KEYS if name in settings})  # boto3 reads its own keys there
    published = Path(relative(description["folder"])) if "folder" in description else None
    return Destination("demo", "demo", blog, settings, since=str(description.get("since", "")), published=published)


def _of_environment(blog: Path, environment: Environment) -> Destination:
    missing = [name for name in REQUIRED_SETTINGS if not environment.get(name)]
    if missing:
        raise CannotError(
            f"the environment has a TABLE, but not {', '.join(missing)}; set them as the site's functions have them", UNABLE
        )
    return Destination(environment["TABLE"], "stack", blog, dict(environment))


def _stack(name: str, blog: Path, region: str, environment: Environment, deployed: Path | None = None) -> Destination:
    """Return the stack by its outputs in CloudFormation."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - only for AWS

    from infra import aws_errors  # noqa: PLC0415
    from infra.deploying import UndeployableError, config  # noqa: PLC0415
    from infra.deploying.services import services  # noqa: PLC0415
    from infra.deploying.site import NAME, site  # noqa: PLC0415
    from infra.stack.outputs import settings_of  # noqa: PLC0415

    try:
        deployments = map(config.read, (deployed,) if deployed else _deployed_files(blog))
        deployment = next((one for one in deployments if not name or one.get("name", name) == name), {})
        name = name or deployment.get("name") or NAME
        region = region or _region(name, deployment, environment)
        endpoint = environment.get("AWS_ENDPOINT_URL", "")
        stack = site(name, services(region, endpoint), remark)
    except UndeployableError as error:
        raise CannotError(str(error), UNABLE) from error
    except (BotoCoreError, ClientError) as error:
        raise CannotError(aws_errors.explained(error), UNABLE) from error
    own = {"AWS_REGION": region, **({"AWS_ENDPOINT_URL": endpoint} if endpoint else {})}
    return Destination(name, "stack", blog, {**settings_of(stack.outputs), **own})


def _region(name: str, deployment: Mapping[str, str], environment: Environment) -> str:
    """Return a region that `.presswork.toml` doesn't give: that of the deployment, of the environment, or of the profile."""
    import boto3  # noqa: PLC0415 - only for AWS

    region = (
        deployment.get("region")
        or environment.get("AWS_REGION")
        or environment.get("AWS_DEFAULT_REGION")
        or boto3.session.Session().region_name
    )
    if not region:
        raise CannotError(
            f'in which region is {name}? Set AWS_REGION, or write region = "eu-central-1" into .presswork.toml', UNABLE
        )
    return str(region)
