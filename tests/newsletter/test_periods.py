"""When digests are due: at the site's local hour, each day or each Monday."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.content.site.site import Newsletter, Site
from chalicelib.newsletter.rules.periods import DAYS, following, id_of, latest

SITE = Site(zone="Europe/Madrid", newsletter=Newsletter(hour=8))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_daily_digest_goes_out_at_the_hour_of_the_site_s_zone() -> None:
    now = at("2026-11-25T06:59:59+00:00")
    assert latest("daily", SITE, now) == at("2026-11-24T07:00:00+00:00")
    assert following("daily", SITE, now) == at("2026-11-25T07:00:00+00:00")


def test_a_weekly_digest_goes_out_on_monday() -> None:
    now = at("2026-11-25T12:00:00+00:00")
    assert latest("weekly", SITE, now) == at("2026-11-23T07:00:00+00:00")
    assert following("weekly", SITE, now) == at("2026-11-30T07:00:00+00:00")


def test_the_hour_is_the_wall_clock_s_when_summer_ends() -> None:
    now = at("2026-10-24T12:00:00+02:00")
    assert following("daily", SITE, now) == at("2026-10-25T08:00:00+01:00")
    assert latest("daily", SITE, now) == at("2026-10-24T08:00:00+02:00")


def test_the_id_is_the_site_s_own_day() -> None:
    site = replace(SITE, zone="Pacific/Auckland", newsletter=Newsletter(hour=6))
    assert id_of("daily", site, at("2026-11-24T17:00:00+00:00")) == "daily-2026-11-25-06"


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), st.sampled_from(sorted(DAYS)), st.integers(0, 23))
def test_periods_follow_each_other_without_a_gap(moment: datetime, kind: str, hour: int) -> None:
    site, now = replace(SITE, newsletter=Newsletter(hour=hour)), moment.replace(tzinfo=UTC)
    begins, ends = latest(kind, site, now), following(kind, site, now)
    assert begins <= now < ends
    assert latest(kind, site, ends) == ends
    assert following(kind, site, begins) == ends
    assert ends - begins <= timedelta(days=DAYS[kind], hours=2)
