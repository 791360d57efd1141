"""`presswork comments import`: the comments of files beside posts become comments of a site.

A comment is put once, under the name that its file gives it, so a repeated import changes nothing, and a deleted comment doesn't
come back. All that is new of a file owes the page of its post, which is queued once, after them. If an import ends early, the
schedule does the rest for what has come, and the next import for what hasn't.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.cloud.ports import Cloud
from chalicelib.comments import moderation_mail, state_changes
from chalicelib.comments.rules.addressees import authors_told
from chalicelib.comments.rules.comment import Comment, approved, held, received, thread_of
from chalicelib.comments.rules.comment_file import Finding
from chalicelib.comments.rules.comment_file_names import sources_by_file
from chalicelib.comments.rules.moderation import hits_of, names_of
from chalicelib.content.site.site import Site
from chalicelib.errors import Refusal
from chalicelib.model import Page, Post
from chalicelib.newsletter.rules.address_hashes import reader_id
from chalicelib.newsletter.rules.mailbox import read_mailbox
from chalicelib.publishing import messages
from chalicelib.record import Record
from chalicelib.rendering.language.post_names import post_name
from chalicelib.store import comments, records, site_files
from infra.build.comment_files import read_file
from infra.files.blog_folder import look_around
from infra.terminal.exit_codes import DONE, FOUND
from infra.terminal.streams import counted, document, plural, remark, say

AT_ONCE = 8
NOWHERE = Path("/nowhere")  # the folder of a build, where there is none


class ImportReport(Struct):
    """The numbers of an import: files, comments that are new, those of them that wait, those that were there, and warnings.

    `told` are the authors on whose posts comments wait.
    """

    files: int = 0
    new: int = 0
    waiting: int = 0
    already: int = 0
    warnings: int = 0
    told: set[str] = field(default_factory=set)

    def count(
        self, from_file: Sequence[Comment], fresh: Sequence[Comment], is_new: Sequence[bool], authors: Iterable[str]
    ) -> None:
        """Count the comments of a file on a post of these authors; `is_new` says which fresh ones this import has put."""
        self.new += sum(is_new)
        self.waiting += sum(new and comment.state == "held" for new, comment in zip(is_new, fresh, strict=True))
        self.already += len(from_file) - sum(is_new)
        self.told |= {*authors} if any(comment.state == "held" for comment in fresh) else set()


class FileReport(NamedTuple):
    """What became of a file: what isn't used of it, and whether its post is on the site, so that the rest is there now."""

    findings: tuple[Finding, ...] = ()
    is_done: bool = False


def import_(cloud: Cloud, *, folder: Path, as_json: bool = False) -> int:
    """Import the comments of the files of a blog's folder; return 1 if anything of them wasn't used."""
    looked, site, report = look_around(folder, NOWHERE), site_files.read(cloud).site, ImportReport()
    sources = sources_by_file(looked.looks)
    for key in sorted(looked.comments):
        source = sources.get(key, "")
        file = import_file(cloud, site, folder / key, source, report)
        if source and not file.is_done:
            report.warnings += 1
            remark(f"{key}: warning: {source} isn't on the site; push it, and import again")
        for line, said in file.findings:
            remark(f"{key}:{line}: warning: {said}")
    finish(cloud, site, report)
    tell(report, site, as_json=as_json)
    return FOUND if report.warnings else DONE


def import_file(cloud: Cloud, site: Site, path: Path, source: str, report: ImportReport) -> FileReport:
    """Import the comments of a file on the post of this source (empty: there's none), and count them."""
    record = records.read(cloud.table, source) if source else None
    if source and record is None:
        return FileReport()
    file = read_file(path, thread_of(record) if record else "")
    report.files += 1
    report.warnings += len(file.findings)
    if record:
        take(cloud, site, record, file.comments, report)
    return FileReport(file.findings, is_done=record is not None)


def finish(cloud: Cloud, site: Site, report: ImportReport) -> None:
    """Have the moderator told of comments that wait."""
    if report.waiting:
        moderation_mail.plan(cloud, site, sorted(report.told))


def take(cloud: Cloud, site: Site, record: Record, from_file: Sequence[Comment], report: ImportReport) -> None:
    """Put the comments of a file that aren't there, and queue the page that they owe."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        take_by(threads.map, cloud, site, record, from_file, report)


def take_by(
    many: Callable[..., Iterator[Any]],
    cloud: Cloud,
    site: Site,
    record: Record,
    from_file: Sequence[Comment],
    report: ImportReport,
) -> None:
    """Do what `take` does; `many` maps, as `map` does, what is done to several comments.

    The moderator hears of comments that waited before once more, since an import that ended early may not have told of them. Such
    an import may also have noted who wrote a deleted comment, which is taken back.
    """
    present = {comment.name: comment for comment in comments.of_thread(cloud.table, thread_of(record))}
    authors = authors_told(site, record.post) if record.post else ()
    fresh = [as_stored(cloud, site, comment, record.post) for comment in from_file if comment.name not in present]
    begun = [comment for comment in fresh if comment.owes]
    timers = list(many(lambda comment: state_changes.expect(cloud, comment.thread, comment.name), begun))
    is_new = list(many(lambda comment: put(cloud, comment, authors), fresh))
    list(many(lambda comment: comments.follow(cloud.table, comment), deleted_again(cloud, site, from_file, present)))
    existing = [present[comment.name] for comment in from_file if comment.name in present]
    owing = [*begun, *(comment for comment in existing if comment.owes)]
    copied = list(many(lambda comment: comments.publish(cloud.table, comment.thread, comment.name), owing))
    current = state_changes.owner(cloud, thread_of(record)) if owing else None  # its source may have been renamed meanwhile
    if current and current.post:
        cloud.press.send(messages.to_press([Page("address", current.post.address)]))
    list(many(lambda comment: state_changes.settle(cloud, comment), filter(None, copied)))
    list(many(lambda timer: state_changes.end(cloud, timer), filter(None, timers)))
    report.count(from_file, fresh, is_new, authors)
    if any(comment.state == "held" for comment in existing):
        moderation_mail.plan(cloud, site, authors)


def deleted_again(cloud: Cloud, site: Site, from_file: Sequence[Comment], present: Mapping[str, Comment]) -> Sequence[Comment]:
    """Return the comments of a file that were deleted on the site, as deleted ones."""
    deleted = [comment for comment in from_file if comment.name in present and present[comment.name].state == "deleted"]
    return [replace(as_stored(cloud, site, comment, None), state="deleted") for comment in deleted]


def as_stored(cloud: Cloud, site: Site, comment: Comment, post: Post | None) -> Comment:
    """Return a comment of a file on a post as the site keeps it; what isn't an address of mail is left out."""
    try:
        mailbox = read_mailbox(comment.address) if comment.address else None
    except Refusal:
        mailbox = None
    if mailbox:
        comment = replace(comment, address=mailbox.address, mailbox=reader_id(cloud.pepper, mailbox.key))
    else:
        comment = replace(comment, address="")
    if comment.state == "held":
        on = {"post": post.address, "title": post_name(post)} if post else {}
        hits = hits_of(comment, site.comment_rules, names_of(site, post) if post else ())
        return held(replace(comment, hits=hits, **on), cloud.clock.now())
    return approved(comment) if comment.is_shown else comment


def put(cloud: Cloud, comment: Comment, authors: Sequence[str]) -> bool:
    """Put a comment on a post of these authors, unless it is there; return whether it is new."""
    if comment.state == "held":
        comments.hold(cloud.table, comment, authors)
    comments.expect(cloud.table, comment)
    change = comments.change(cloud.table, comment.thread, comment.name, lambda current: received(current, comment))
    if change.before:
        comments.follow(cloud.table, replace(comment, state=change.before.state))
    return change.before is None


def tell(report: ImportReport, site: Site, *, as_json: bool) -> None:
    if as_json:
        document({name: getattr(report, name) for name in report.__struct_fields__ if name != "told"})
    elif not report.files:
        say("no post of this folder has a file of comments beside it (.NAME.comments.json)")
    else:
        waiting = f", of which {report.waiting:,} {plural(report.waiting, 'waits', 'wait')} for a look" if report.waiting else ""
        already = f"{report.already:,} {plural(report.already, 'was', 'were')} there already"
        say(f"{counted(report.new, 'new comment')}{waiting}; {already}")
    if report.new and not site.comment_rules.on:
        remark("presswork: pages show them once site.yaml has the key `comments`")
