"""`presswork rebuild`: rebuilds make everything right again."""

from chalicelib.cloud.items import At
from chalicelib.store import item_keys
from infra.running import rebuild
from tests.publishing.blog import MemoryBlog, post


def test_pages_whose_write_states_are_lost_are_written_again() -> None:
    blog = MemoryBlog()
    blog.publish({"posts/a.md": post(title="One")})
    before = blog.objects()
    address = "/2026/11/20/a/"
    blog.cloud.public.delete("2026/11/20/a/index.html")
    blog.cloud.table.delete(item_keys.at_write_state(address, ""))
    assert blog.page(address) is None

    assert rebuild.pages(blog.cloud) == 0
    blog.settle()

    assert blog.objects() == before


def test_a_source_whose_event_was_lost_is_found() -> None:
    blog = MemoryBlog()
    blog.publish({"posts/a.md": post(title="One")})
    blog.upload("posts/b.md", post(title="Two"))
    blog.forget_events()
    blog.settle()
    assert blog.page("/2026/11/20/b/") is None

    assert rebuild.sources(blog.cloud) == 0
    blog.settle()

    assert "Two" in (blog.page("/2026/11/20/b/") or "")
    assert blog.cloud.table.get(At("SOURCE#posts/b.md")) is not None
