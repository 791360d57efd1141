"""Page views in the CDN's log are counted and shown in the sidebar."""

import re
from datetime import UTC, datetime

from chalicelib.store import page_views
from infra.stack.access_logs import FIELDS
from tests.analytics.lines import FIREFOX, GOOGLEBOT, line, packed
from tests.ministack.test_publishing import post
from tests.ministack.world import World, soon

KEY = "AWSLogs/000000000000/CloudFront/2026/11/25/EDEMO.2026-11-25-11.0a1b2c3d.gz"


def test_what_the_cdn_notes_is_counted_and_the_posts_read_most_stand_in_the_sidebar(world: World) -> None:
    for name in ("often", "seldom", "never"):
        world.upload(f"posts/{name}.md", post(name.title()))
    soon(lambda: all(world.shows(f"/2026/11/20/{name}/") for name in ("often", "seldom", "never")))

    world.bring(KEY, packed(*read("often", 3), *read("seldom", 1), *read("never", 9, GOOGLEBOT), columns=FIELDS))
    soon(lambda: world.table.get(page_views.TIMER))
    world.tick()

    sidebar = soon(lambda: counted(world))
    assert re.findall(">(Often|Seldom|Never)<", sidebar) == ["Often", "Seldom"]


def counted(world: World) -> str:
    """The sidebar as soon as its box begins with what was read; until then it is filled with recent posts."""
    shown = world.shows("/_/sidebar.en.html", "Most read, last 48 hours", ">Often<", ">Seldom<")
    return shown.text if shown and shown.text.index(">Often<") < shown.text.index(">Seldom<") else ""


def read(name: str, times: int, agent: str = FIREFOX) -> list[str]:
    """Lines with views of this post."""
    now = datetime.now(UTC)
    return [line(f"/2026/11/20/{name}/", agent, FIELDS, date=f"{now:%Y-%m-%d}", time=f"{now:%H:%M:%S}")] * times
