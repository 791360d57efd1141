"""`presswork rebuild`: walks that make everything right again."""

from chalicelib.cloud.ports import At
from chalicelib.store import item_keys
from infra.verbs import rebuild
from tests.publishing.house import MemoryHouse, post


def test_pages_whose_proofs_are_lost_are_pressed_again() -> None:
    house = MemoryHouse()
    house.publish({"posts/a.md": post(title="One")})
    before = house.objects()
    address = "/2026/11/20/a/"
    house.cloud.public.delete("2026/11/20/a/index.html")
    house.cloud.table.delete(item_keys.at_proof(address, ""))
    assert house.page(address) is None

    assert rebuild.pages(house.cloud) == 0
    house.settle()

    assert house.objects() == before


def test_a_source_whose_event_was_lost_is_found() -> None:
    house = MemoryHouse()
    house.publish({"posts/a.md": post(title="One")})
    house.upload("posts/b.md", post(title="Two"))
    house.forget_events()
    house.settle()
    assert house.page("/2026/11/20/b/") is None

    assert rebuild.sources(house.cloud) == 0
    house.settle()

    assert "Two" in (house.page("/2026/11/20/b/") or "")
    assert house.cloud.table.get(At("SOURCE#posts/b.md")) is not None
