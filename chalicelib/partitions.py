"""Partitions of the table: what each partition key is, or begins with.

Every item's key begins with a constant of this module, by which the rights of functions are given
(`infra.stack.access.rights`). Where a constant ends with `#`, a name follows; otherwise it is the whole key. No constant begins
with one that ends with `#`, so each key belongs to one partition. `store.item_keys` lists the sort keys.
"""

from collections.abc import Mapping

SOURCE, URL, LIST, TRANSLATIONS, LINKS, SAME = "SOURCE#", "URL#", "LIST#", "TRANSLATIONS#", "LINKS#", "SAME#"
DUE, OWING, OWING_TURN = "DUE", "OWING", "OWING#turn"
MONTHS, YEARS, TOPICS, SEGMENTS, IMAGE, TOP = "MONTHS#", "YEARS#", "TOPICS#", "SEGMENTS#", "IMAGE#", "TOP"
SITE, PHRASES, PICTURE, PROOF, HUB, READS, CLOCK = "SITE", "PHRASES", "PICTURE#", "PROOF#", "HUB", "READS", "CLOCK"
LETTER, LETTERS, MAILED, LEDGER, PACE = "LETTER#", "LETTERS", "MAILED#", "LEDGER#", "PACE"
READERS, SHARDS, FOLLOWERS, LIMIT, MAILS, WAITING = "READERS#", "SHARDS", "FOLLOWERS", "LIMIT#", "MAILS#", "WAITING"
HALTS, PUBLISH, COMMENTS, HELD, COMMENTERS, SAID = "HALTS", "PUBLISH#", "COMMENTS#", "HELD", "COMMENTERS#", "SAID#"
PEOPLE, TOKENS, DESK, ACTS, WRITTEN, REPEATS = "PEOPLE", "TOKENS#", "DESK#", "ACTS#", "WRITTEN#", "REPEATS#"

PARTITIONS: Mapping[str, str] = {  # with what their items hold
    SOURCE: "uploads: their records, texts and words",
    PUBLISH: "how far the pages of an upload are",
    URL: "who owns an address, or redirects from it",
    LIST: "which posts are in a listing",
    TRANSLATIONS: "which posts are translations of each other",
    LINKS: "which posts link to or show a file",
    SAME: "which uploads have the same bytes, or had an id",
    DUE: "what is published at a time",
    OWING: "uploads whose handling has begun",
    OWING_TURN: "where the clock is among them",
    MONTHS: "how many posts each month of a listing has",
    YEARS: "how many posts each year of a listing has",
    TOPICS: "categories, tags and authors, with their numbers of posts",
    SEGMENTS: "digests of the search index",
    IMAGE: "the current picture of an image",
    TOP: "the most read posts",
    SITE: "settings, templates, the secret of previews, and what can't be rendered",
    PHRASES: "the site's own words",
    PICTURE: "what became of the encoding of an image",
    PROOF: "digests of the objects on the site",
    HUB: "feeds of which a hub has to be told",
    READS: "how often pages were read in an hour",
    CLOCK: "timers",
    LETTER: "letters: their state, progress and text",
    LETTERS: "the list of letters",
    MAILED: "which post was mailed from an address",
    LEDGER: "who has got a letter",
    PACE: "when the next mail may be sent",
    READERS: "subscribers, with their mail addresses",
    SHARDS: "which parts the list of subscribers has",
    FOLLOWERS: "the number of subscribers",
    LIMIT: "how often a network, a mailbox, a mail provider or the site was counted",
    MAILS: "how many mails a mailbox or a domain has got",
    WAITING: "sign-ups that wait, with their mail addresses",
    HALTS: "mail providers to which no mail about sign-ups goes for now",
    COMMENTS: "comments, with the mail addresses of their writers",
    HELD: "which comments wait for a look",
    SAID: "comments as pages show them, without addresses",
    COMMENTERS: "who hears of replies to their comments, with mail addresses",
    PEOPLE: "who may write through the authoring API, with their mail addresses",
    TOKENS: "access tokens, by their digests",
    DESK: "what people sign in with: passkeys, and digests of links, sessions and codes",
    ACTS: "what people and their apps did through the authoring API, for a year",
    WRITTEN: "which file the authoring API wrote for an address, or for the bytes of an upload",
    REPEATS: "requests to the authoring API that make a post, by their digests",
}

OF_READERS = (READERS, LEDGER, LIMIT, MAILS, WAITING, COMMENTS, COMMENTERS)
"""The partitions that say something about a subscriber or a visitor."""


def pattern(partition: str) -> str:
    """Return the pattern, in IAM's language, of the keys of this partition, or of those of its keys that begin so."""
    return f"{partition}*" if partition.endswith("#") else partition
