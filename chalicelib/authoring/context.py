"""A request to the authoring API, and what is needed to answer it."""

from datetime import datetime
from functools import cached_property

from chalicelib.cloud.ports import Cloud
from chalicelib.cloud.versioned import VersionedBucket
from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from chalicelib.store import site_files
from chalicelib.web.http import Request


class AuthoringContext(Frozen, dict=True):
    """One request, and what is needed to answer it."""

    cloud: Cloud
    request: Request

    @cached_property
    def site_files(self) -> site_files.SiteFiles:
        return site_files.read(self.cloud)

    @cached_property
    def now(self) -> datetime:
        return self.cloud.clock.now()

    @property
    def site(self) -> Site:
        return self.site_files.site

    @property
    def files(self) -> VersionedBucket:
        """The content bucket; raises `LookupError` where the cloud has none that can be written on conditions."""
        if self.cloud.versions is None:
            raise LookupError("the content bucket can't be written on conditions here")
        return self.cloud.versions
