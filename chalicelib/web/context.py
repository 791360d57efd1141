"""A request, and what is needed to answer it."""

from datetime import datetime
from functools import cached_property

from chalicelib.cloud.ports import Cloud
from chalicelib.content.site.site import Site
from chalicelib.frozen import Frozen
from chalicelib.store import site_files
from chalicelib.web.form_wishes import preferred_language
from chalicelib.web.forms import COMMENTING, FOLLOWING, Form, read_form
from chalicelib.web.http import Request


class RequestContext(Frozen, dict=True):
    """One request, and what is needed to answer it."""

    cloud: Cloud
    request: Request

    @cached_property
    def files(self) -> site_files.SiteFiles:
        return site_files.read(self.cloud)

    @cached_property
    def form(self) -> Form:
        fields = COMMENTING if self.request.path.startswith("/comments") else FOLLOWING
        return read_form(self.request.header("content-type"), self.request.body, fields)

    @cached_property
    def now(self) -> datetime:
        return self.cloud.clock.now()

    @property
    def site(self) -> Site:
        return self.files.site

    @property
    def lang(self) -> str:
        """The visitor's language, as far as the request names it."""
        return preferred_language(self.request.header("accept-language"), self.site.codes) or self.site.lang
