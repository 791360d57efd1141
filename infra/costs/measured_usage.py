"""What each act takes, as it was measured on the real code in memory (`bench/`, and `bench.metering` in units of the price list).

Tests compare this table with both.
"""

from typing import NamedTuple

MINUTES = 30 * 24 * 60  # of a month


class MeasuredUsage(NamedTuple):
    """One row: an act's use of the table, the buckets and the mail service, its calls, and its seconds of a whole processor."""

    reads: float = 0
    writes: float = 0
    puts: float = 0
    gets: float = 0
    calls: float = 0
    cpu_s: float = 0
    mails: float = 0
    mail_kb: float = 0


PUBLISH = MeasuredUsage(reads=346, writes=121, puts=46, gets=3, calls=117, cpu_s=0.06)
"""A post with two categories and three tags: 46 pages, in any site of more than 1,000 posts. `bench/results/publish.json`."""
PUBLISH_BATCHES = 1  # of messages, each sent, taken and deleted once
ENCODE = MeasuredUsage(reads=166, writes=51, puts=54, gets=19, calls=178, cpu_s=3)
"""An image of a camera: encoded in four widths and three formats, copied to the public bucket, and shown by its post's pages."""
ENCODED_FILES = 12
LETTER = MeasuredUsage(reads=1018, writes=318)  # a letter without its subscribers: 64 shards are opened and closed
LETTER_JOBS, LETTER_SENDS = 65, 62
MAILED = MeasuredUsage(reads=1.7, writes=2.3, calls=3.4, mails=1, mail_kb=15.9)
"""A letter to one reader. `bench/results/letters.json`."""
WORKER_S = 0.36  # that a worker is up for each letter, waiting for its turn: five of them at 14 letters a second
SIGN_UP = MeasuredUsage(reads=28, writes=25, calls=47, mails=2, mail_kb=22.1)
"""The request, the confirmation, their two mails, and the departure. `bench/results/signup.json`.

Each category or author that was chosen, and that `site.yaml` doesn't name, is four reads more: for each mail, and for the pages
before and after the button. All names of one of them are one call.
"""
WRITTEN = MeasuredUsage(reads=38, writes=6, puts=2, gets=20, calls=40, cpu_s=0.1)
"""A post that an app sends to the authoring API: it asks for the settings and the last twenty posts, and sends a picture and the
text."""
WRITTEN_REQUESTS, WRITTEN_KB = 4, 20
WRITTEN_COLD_S = 0.6  # of a whole processor, to start its function
VISITS, SIGN_UP_JOBS = 5, 2  # its requests to the API, and its jobs
COMMENT = MeasuredUsage(reads=56, writes=22, puts=3, calls=76, cpu_s=0.03, mails=1, mail_kb=6.5)
"""A comment, the mail about it, the moderator's page, and the approval with the pages it changes: as dear as if each comment came
an hour after the one before, as a mail does."""
COMMENT_VISITS, COMMENT_JOBS, COMMENT_KB = 3, 3, 1.3
EVENT = MeasuredUsage(reads=1, calls=1, cpu_s=0.001)  # one event of a delivered mail: its entry in the ledger is read
IDLE = MeasuredUsage(reads=3, calls=3, cpu_s=0.005)  # a minute with nothing due
COUNTED = MeasuredUsage(reads=3, writes=7, puts=1, gets=1, calls=5, cpu_s=0.02)
"""A file of page views, written and counted, without its lines; its hour has the largest number of pages."""
RANKED = MeasuredUsage(reads=213, writes=6, puts=1, gets=1, calls=30, cpu_s=0.07)
"""The search for the most read posts in 48 such hours; they have changed, so their pages are rendered."""
RANKINGS = MINUTES / 10  # of them in a month, at most
RANKINGS_A_VIEW = 48 * 6  # as long as the hours are kept in which anything was read
VIEW_KB = 17.4  # of text, compressed: a page with its style, the sheet below its text, the script, the sidebar, the icon
POST_KB, PAGES_KB, RECORDS_KB = 5, 115, 6.5
"""The storage of a post: its source, its page and its share of others, and its items in the table."""
SUBSCRIBER_KB, ENTRY_KB = 0.51, 0.31
"""The storage of a subscriber, and of one letter to one, with the 100 bytes that the table adds to each item."""
