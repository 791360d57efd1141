"""The visitors of the API's tests, for the tests of the mails that sign-ups bring."""

from tests.web.conftest import bilingual_visitor, visitor

__all__ = ["bilingual_visitor", "visitor"]
