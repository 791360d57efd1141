"""Dates that authors write, in the site's zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.content.dates import Dated, date_in_path, dated, read_date
from chalicelib.errors import Refusal
from chalicelib.times import in_utc, iso_to_utc

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "moment"),
    [
        ("2026-11-25", "Europe/Berlin", "2026-11-25T00:00:00+01:00"),
        ("2026-7-5", "Europe/Berlin", "2026-07-05T00:00:00+02:00"),
        ("2026/11/25", "UTC", "2026-11-25T00:00:00+00:00"),
        ("2026-11-25 14:30", "Europe/Berlin", "2026-11-25T14:30:00+01:00"),
        ("2026-11-25T14:30:00+01:00", "UTC", "2026-11-25T13:30:00+00:00"),
        ("2015-03-17 14:00:00 -4", "America/New_York", "2015-03-17T14:00:00-04:00"),
        ("2015-12-08 10:00:00 -5", "UTC", "2015-12-08T15:00:00+00:00"),
        ("2016-03-23 9:00:00 -4", "UTC", "2016-03-23T13:00:00+00:00"),
        ("2020-07-07T00:00:00.000Z", "Asia/Tokyo", "2020-07-07T09:00:00+09:00"),
        ("2026-11-25 14:30 +0530", "UTC", "2026-11-25T09:00:00+00:00"),
        ("2026-11-25 14:30 UTC", "UTC", "2026-11-25T14:30:00+00:00"),
        ("2026-11-26 10:00:00 +0100", "UTC", "2026-11-26T09:00:00+00:00"),
        ("Nov 26, 2026", "Europe/Berlin", "2026-11-26T00:00:00+01:00"),
        ("26 November 2026", "Europe/Berlin", "2026-11-26T00:00:00+01:00"),
        ("26-nov-2026", "UTC", "2026-11-26T00:00:00+00:00"),
        ("November 26th, 2026 3:30 PM", "UTC", "2026-11-26T15:30:00+00:00"),
        ("Thu, 26 Nov 2026 10:00:00 GMT", "Asia/Tokyo", "2026-11-26T19:00:00+09:00"),
        ("Sun, 5 Jul 2026 10:00:00 GMT", "Europe/London", "2026-07-05T11:00:00+01:00"),
        ("Thu, 26 Nov 2026 10:00:00 -0500", "UTC", "2026-11-26T15:00:00+00:00"),
        ("  2026-11-25  ", "UTC", "2026-11-25T00:00:00+00:00"),
        ("2026-03-29 02:30", "Europe/Berlin", "2026-03-29T03:30:00+02:00"),  # an hour that the clock skipped
        ("1901-01-01", "Africa/Monrovia", "1901-01-01T00:00:00-00:44"),  # before zones had whole minutes
    ],
)
def test_a_date_is_a_moment_in_the_site_s_zone(text: str, zone: str, moment: str) -> None:
    assert read_date(text, zone) == moment


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2026-13-01",
        "2026-11-25 25:00",
        "2026-11-25 14:30 +99",
        "0001-01-01",
        "1899-12-31",
        "9999-12-31T23:59-12:00",
        "2026-11/25",
        "01/02/2026",
        "01.02.2026",
        "Nov 2026",
        "Nov 26",
        "Nov 26, 26",
        "Nov 26, 0000",
        "Nov 26, 1850",
        "Feb 30, 2026",
        "Marching 3, 2026",
        "26 novembre 2026",
        "Nov 26, 2026 10:00 EST",
        "Nov 26, 2026 10:00 GMT+1",
        "Nov 26, 2026 25:00",
        "2026",
        "10",
        "yesterday",
        "２０２６-11-25",
        "",
    ],
)
def test_what_is_no_day_of_the_calendar_is_refused_as_it_stands(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_date(text, "UTC")

    assert caught.value == Refusal("bad-date", text)


@given(st.datetimes(datetime(1990, 1, 1), datetime(9999, 12, 30)), st.sampled_from(["UTC", "Asia/Kathmandu", "America/St_Johns"]))
def test_a_moment_that_was_read_reads_as_itself(moment: datetime, zone: str) -> None:
    written = read_date(moment.isoformat(sep=" ", timespec="seconds"), zone)

    assert read_date(written, zone) == written
    assert datetime.fromisoformat(iso_to_utc(written)) == datetime.fromisoformat(written)


def test_moments_in_utc_compare_as_texts() -> None:
    zone = ZoneInfo("Europe/Berlin")
    moments = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC).astimezone(zone).isoformat() for hour in range(4)]

    assert [iso_to_utc(moment) for moment in moments] == sorted(map(iso_to_utc, moments))
    assert iso_to_utc("") == ""


def test_times_compare_as_text_whatever_their_zone() -> None:
    assert in_utc(NOON + timedelta(seconds=1)) > in_utc(NOON)
    assert in_utc(datetime.fromisoformat("2026-11-25T13:00:00+01:00")) == in_utc(NOON)


@pytest.mark.parametrize(
    ("name", "apart"),
    [
        ("2026-11-25-hello", Dated("2026-11-25", "hello")),
        ("2026-11-25_hello", Dated("2026-11-25", "hello")),
        ("2026-11-25", Dated("2026-11-25", "")),
        ("20261125-hello", Dated("2026-11-25", "hello")),
        ("160626-hello", Dated("2016-06-26", "hello")),
        ("2026-13-45-hello", Dated("2026-13-45", "hello")),  # said like a date, so it is refused as one later
        ("123456-visitors", Dated("", "123456-visitors")),
        ("20261345-visitors", Dated("", "20261345-visitors")),
        ("2026-in-review", Dated("", "2026-in-review")),
        ("hello", Dated("", "hello")),
    ],
)
def test_a_name_may_begin_with_a_date(name: str, apart: Dated) -> None:
    assert dated(name) == apart


@pytest.mark.parametrize(
    ("path", "date"),
    [
        ("2026/03/26/slug", "2026-03-26"),
        ("inside-rust/2020/11/23/slug/", "2020-11-23"),
        ("/2020/1/3", "2020-1-3"),
        ("1/2/3", ""),
        ("", ""),
    ],
)
def test_a_path_may_hold_a_date(path: str, date: str) -> None:
    assert date_in_path(path) == date
