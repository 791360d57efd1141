"""A request to the authoring API, and what is needed to answer it."""

from datetime import datetime
from functools import cached_property

from chalicelib.authoring.desk import refusal_phrases, refusal_texts
from chalicelib.authoring.form_fields import FormFields, fields_in
from chalicelib.authoring.grants import Grant
from chalicelib.authoring.identity import desk_links
from chalicelib.cloud.ports import Cloud
from chalicelib.cloud.versioned import VersionedBucket
from chalicelib.content.plain_text import short
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.store import site_files
from chalicelib.store.authoring import activity
from chalicelib.store.site_context import context_of
from chalicelib.web.form_wishes import preferred_language
from chalicelib.web.http import Request


class AuthoringContext(Frozen, dict=True):
    """One request, and what is needed to answer it."""

    cloud: Cloud
    request: Request

    @cached_property
    def site_files(self) -> site_files.SiteFiles:
        return site_files.read(self.cloud)

    @cached_property
    def fields(self) -> FormFields:
        """The fields of a form, or of an object of JSON."""
        return fields_in(self.request)

    @cached_property
    def now(self) -> datetime:
        return self.cloud.clock.now()

    @property
    def site(self) -> Site:
        return self.site_files.site

    @property
    def lang(self) -> str:
        """The language of pages, as far as the request names one of the site's."""
        return preferred_language(self.request.header("accept-language"), self.site.codes) or self.site.lang

    def say(self, phrase: str) -> str:
        """Return a phrase in this language."""
        own = refusal_phrases.translated(self.lang, phrase)
        return own or context_of(self.site_files).phrases.gettext(self.lang, phrase)

    def told(self, refusal: Refusal) -> str:
        """Return the text of a refusal in this language."""
        return refusal_texts.sentences(refusal, self.say, self.lang)

    @property
    def url(self) -> str:
        """The origin of the pages of people who write."""
        return desk_links.origin_of(self.site.url)

    def note(self, grant: Grant, act: str, about: str) -> None:
        """Note what a person's app did, for `presswork desk log`."""
        activity.note(self.cloud.table, grant.person, act, short(about), grant.client, self.now)

    @property
    def files(self) -> VersionedBucket:
        """The content bucket; raises `LookupError` where the cloud has none that can be written on conditions."""
        if self.cloud.versions is None:
            raise LookupError("the content bucket can't be written on conditions here")
        return self.cloud.versions
