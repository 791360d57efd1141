"""Authors who have an address in `site.yaml` hear of comments on their own posts, and decide on these alone."""

import re
from typing import cast

import pytest

from chalicelib import schedule
from chalicelib.cloud.memory import MemoryBucket
from chalicelib.comments import moderator_acts
from chalicelib.comments.moderation_mail import moderator_id
from chalicelib.newsletter.jobs import CommentAct
from chalicelib.newsletter.rules import tokens
from chalicelib.store import comments
from infra.files.blog_folder import every_key
from tests.comments.test_comments import Discussion
from tests.function_rights import granted
from tests.publishing.blog import MemoryBlog, post
from tests.web.visitor import KEYS, PEPPER, text_of

EVA, INES, YUSUF = "eva@example.org", "ines@example.org", "yusuf@example.org"
AUTHORS = f"""\
authors:
  ines: {{name: Inés, email: {INES}, url: "https://ines.example/"}}
  yusuf: {{name: Yusuf, email: {YUSUF}}}
  kim: Kim
"""
SITE = f"title: The Press\ncomments: {{moderator: {EVA}}}\n{AUTHORS}"
INK, PEN, CAP = "/2026/11/20/ink/", "/2026/11/20/pen/", "/2026/11/20/cap/"
POSTS = {"posts/ink.md": ["ines"], "posts/pen.md": ["yusuf"], "posts/cap.md": ["kim"]}


class Paper(Discussion):
    """A site with posts of several authors."""

    def mails(self) -> dict[str, int]:
        """Return how many mails each of them got."""
        return {address: number for address in (EVA, INES, YUSUF) if (number := len(self.inbox(address)))}

    def link_of(self, address: str) -> str:
        """Return the link in the last mail to an address."""
        found = re.search(r"/api(/comments/waiting\?t=[\w.-]+)", text_of(self.inbox(address)[-1]))
        assert found
        return found[1]

    def signed(self, address: str) -> str:
        """Return a link that is signed for whoever has this address."""
        return f"/comments/waiting?t={tokens.sign(KEYS, 'moderate', (moderator_id(PEPPER, address),), self.clock.now())}"

    def listed(self, link: str) -> list[str]:
        return re.findall(r'name="comment" value="\S+ ([^"]+)"', self.ask("GET", link).body.decode())

    def held(self) -> list[str]:
        return [comment.thread for comment in comments.held(self.cloud.table, 9)]

    def act(self, link: str, thread: str, act: str = "approve", **more: str) -> int:
        """Decide on the comment that waits below this post; return the status of the answer."""
        (name,) = [f"{one.name} {one.thread}" for one in comments.held(self.cloud.table, 9) if one.thread == thread]
        reply = self.ask("POST", link, {"comment": name, "act": act, **more})
        self.settle()
        return reply.status


@pytest.fixture
def paper() -> Paper:
    return paper_of(SITE)


def paper_of(site: str, posts: dict[str, list[str]] = POSTS) -> Paper:
    blog = MemoryBlog()
    blog.publish({"site.yaml": site, **{key: post(title="T", date="2026-11-20", authors=of) for key, of in posts.items()}})
    return Paper(blog)


def test_the_author_of_the_post_and_the_moderator_hear_of_a_comment(paper: Paper) -> None:
    paper.comment(post=INK)
    assert paper.mails() == {EVA: 1, INES: 1}
    assert "Ada (T): I *like* ink." in text_of(paper.inbox(INES)[0])

    paper.comment(post=CAP)
    assert paper.mails() == {EVA: 1, INES: 1}


def test_each_of_them_gets_one_mail_an_hour(paper: Paper) -> None:
    for _ in range(3):
        paper.comment(post=INK)
        paper.comment(post=PEN)
    assert paper.mails() == {EVA: 1, INES: 1, YUSUF: 1}

    paper.clock.sleep(3_600)
    paper.comment(post=PEN)
    schedule.tick(granted(paper.cloud, "tick"))
    paper.settle()
    assert paper.mails() == {EVA: 2, INES: 2, YUSUF: 2}
    assert text_of(paper.inbox(INES)[-1]).count("Ada (T):") == 3


def test_an_authors_mail_quotes_comments_on_their_posts_alone(paper: Paper) -> None:
    paper.comment(post=INK, text="About ink.")
    paper.comment(post=PEN, text="About a pen.")

    said = text_of(paper.inbox(YUSUF)[0])
    assert "About a pen." in said
    assert "About ink." not in said


def test_an_author_sees_and_decides_on_comments_on_their_own_posts(paper: Paper) -> None:
    paper.comment(post=INK)
    paper.comment(post=PEN)

    assert paper.listed(paper.link_of(INES)) == ["posts/ink.md"]
    paper.act(paper.link_of(INES), "posts/ink.md", text="Thank you.")

    assert paper.held() == ["posts/pen.md"]
    page = paper.blog.page(INK) or ""
    assert "I <em>like</em> ink." in page
    assert "Thank you." in page


@pytest.mark.parametrize("act", ["approve", "delete", "block"])
def test_the_link_of_one_author_changes_nothing_below_the_post_of_another(paper: Paper, act: str) -> None:
    paper.comment(post=INK)
    paper.comment(post=PEN)
    link = paper.link_of(INES)

    paper.act(link, "posts/pen.md", act)

    assert sorted(paper.held()) == ["posts/ink.md", "posts/pen.md"]
    assert "I <em>like</em>" not in (paper.blog.page(PEN) or "")
    paper.comment(post=PEN)
    assert len(paper.held()) == 3  # nobody is blocked


@pytest.mark.parametrize("act", ["approve", "delete", "block"])
def test_a_worker_looks_up_again_whose_post_it_is(paper: Paper, act: str) -> None:
    paper.comment(post=PEN)
    (comment,) = comments.held(paper.cloud.table, 9)

    moderator_acts.carry_out(paper.cloud, CommentAct(comment.thread, comment.name, act, by=("ines",)))

    assert paper.held() == ["posts/pen.md"]


def test_who_is_the_posts_author_no_longer_decides_on_nothing_below_it(paper: Paper) -> None:
    paper.comment(post=INK)
    link = paper.link_of(INES)
    paper.blog.publish({"posts/ink.md": post(title="T", date="2026-11-20", authors=["yusuf"])})

    paper.act(link, "posts/ink.md")

    assert paper.held() == ["posts/ink.md"]


def test_the_moderator_decides_on_all(paper: Paper) -> None:
    paper.comment(post=INK)
    paper.comment(post=CAP)

    assert paper.listed(paper.link_of(EVA)) == ["posts/ink.md", "posts/cap.md"]
    paper.act(paper.link_of(EVA), "posts/ink.md")
    assert paper.held() == ["posts/cap.md"]


def test_the_link_of_an_address_that_left_site_yaml_opens_nothing(paper: Paper) -> None:
    paper.comment(post=INK)
    link = paper.link_of(INES)
    paper.blog.publish({"site.yaml": SITE.replace(INES, "new@example.org")})

    assert paper.ask("GET", link).status == 410
    assert paper.act(link, "posts/ink.md") == 410
    assert paper.held() == ["posts/ink.md"]


@pytest.mark.parametrize("address", ["kim@example.org", "stranger@example.org", "ines@example.com"])
def test_a_link_that_is_signed_for_another_address_opens_nothing(paper: Paper, address: str) -> None:
    paper.comment(post=INK)

    assert paper.ask("GET", paper.signed(address)).status == 410


def test_whose_address_is_the_moderators_gets_one_mail_about_all() -> None:
    paper = paper_of(SITE.replace(INES, "Eva@example.org"))
    paper.comment(post=INK)
    paper.comment(post=PEN)

    assert paper.mails() == {EVA: 1, YUSUF: 1}
    assert paper.listed(paper.link_of(EVA)) == ["posts/ink.md", "posts/pen.md"]


def test_two_names_with_one_address_are_one_author() -> None:
    paper = paper_of(SITE.replace(YUSUF, INES))
    paper.comment(post=PEN)
    paper.comment(post=INK)

    assert paper.mails() == {EVA: 1, INES: 1}
    assert paper.listed(paper.link_of(INES)) == ["posts/pen.md", "posts/ink.md"]


def test_without_a_moderator_authors_hear_of_theirs_and_nobody_of_the_others() -> None:
    paper = paper_of(f"title: The Press\ncomments: yes\n{AUTHORS}")
    paper.comment(post=CAP)
    paper.comment(post=INK)

    assert paper.mails() == {INES: 1}


def test_of_two_authors_the_one_who_answers_is_named() -> None:
    paper = paper_of(SITE, {"posts/ink.md": ["ines", "yusuf"]})
    paper.comment(post=INK)
    assert paper.mails() == {EVA: 1, INES: 1, YUSUF: 1}

    paper.act(paper.link_of(YUSUF), "posts/ink.md", text="So do I.")

    (answer,) = [one for one in comments.shown(paper.cloud.table, "posts/ink.md") if one.author]
    assert (answer.writer, answer.author) == ("Yusuf", "yusuf")


def test_no_address_of_an_author_is_in_any_public_byte(paper: Paper) -> None:
    paper.comment(post=INK)
    paper.act(paper.link_of(INES), "posts/ink.md", text="Thank you.")
    public = cast(MemoryBucket, paper.cloud.public)
    written = {key: public.read(key) for key in every_key(public)}

    assert {"index.html", "author/ines/index.html", "humans.txt"} <= written.keys()
    for key, stored in written.items():
        assert stored
        for address in (INES, YUSUF, EVA):
            assert address.encode() not in stored[0], key
    assert b"ines.example" in (public.read("author/ines/index.html") or (b"",))[0]
