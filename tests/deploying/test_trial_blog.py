"""The starter blog of a trial: it is pushed once, and what its author wrote stays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from infra.authoring.create import trial_blog
from infra.authoring.push import push_index
from infra.authoring.push.push_index import Index, Pushed
from infra.authoring.target.destination import Destination, remembered_stack
from infra.build.reporting import demand_blog
from infra.command import main
from infra.commands.aws.trial import publish
from tests.deploying.deployer import REGION


@dataclass
class Pushes:
    """Pushes to a bucket with these keys; `pushed` are the folders."""

    destination: Destination
    keys: tuple[str, ...] = ()
    pushed: list[Path] = field(default_factory=list)

    @property
    def contents(self) -> "Pushes":
        return self

    def listed(self) -> Mapping[str, str]:
        return dict.fromkeys(self.keys, "etag")

    def tell(self, event: Mapping[str, Any]) -> None: ...

    def push(self, paths: tuple[Path, ...], _tell: Any) -> int:
        self.pushed += paths
        return 0


def pushes(folder: Path, *keys: str) -> Any:
    return Pushes(Destination("presswork-trial", "stack", folder, {"CONTENT_BUCKET": "content"}), keys)


def test_the_starter_blog_is_a_blog_that_knows_its_site(tmp_path: Path) -> None:
    folder = tmp_path / "trial-blog"

    trial_blog.create(folder, "presswork-trial", REGION)

    demand_blog(folder, folder / ".presswork")
    assert remembered_stack(folder) == ("presswork-trial", REGION)
    assert main(["check", str(folder), "--strict"]) == 0


def test_what_the_author_has_written_meanwhile_stays(tmp_path: Path) -> None:
    trial_blog.create(tmp_path, "presswork-trial", REGION)
    (tmp_path / "site.yaml").write_text("title: Mine\n")

    trial_blog.create(tmp_path, "presswork-trial", "eu-west-1")

    assert (tmp_path / "site.yaml").read_text() == "title: Mine\n"
    assert remembered_stack(tmp_path) == ("presswork-trial", "eu-west-1")


def test_the_blog_is_pushed_to_a_site_without_posts_alone(tmp_path: Path) -> None:
    empty, begun, full = pushes(tmp_path), pushes(tmp_path, "site.yaml"), pushes(tmp_path, "site.yaml", "posts/a.md")

    for each in (empty, begun, full):
        publish(each, tmp_path)

    assert (empty.pushed, begun.pushed, full.pushed) == ([tmp_path], [tmp_path], [])


def test_a_new_trial_gets_what_was_pushed_to_an_earlier_one_with_the_same_buckets(tmp_path: Path) -> None:
    again = pushes(tmp_path)
    push_index.save(again.destination, Index({"posts/a.md": Pushed(etag="etag")}, known=True))

    publish(again, tmp_path)

    assert not push_index.load(again.destination).known
