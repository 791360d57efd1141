"""The visitors of the API's tests, for the tests of the mails that sign-ups bring."""

from tests.web.conftest import reader, visitor

__all__ = ["reader", "visitor"]
