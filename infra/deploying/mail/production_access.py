"""The request to leave SES's sandbox. AWS declines vague ones, so it says how addresses are collected, and how people leave.

It states only what Presswork does by itself: https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html
"""

from shlex import quote

LONGEST = 5_000  # characters of a description: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_PutAccountDetails.html

DESCRIPTION = """\
{url} is a blog, and this account only sends the mail of its readers who follow it by email.

How addresses are collected: a reader enters an address in a form on the site and gets one email. Only after opening its link and
pressing the button on that page does the reader get letters (double opt-in). The time and the text of the consent are stored.
Addresses are never bought, rented or guessed. Sign-ups are limited by network, by mailbox and by mail provider.

What is sent: each new post, or a daily or weekly digest of the posts, as the reader chose, from {letters}; and mail about signing
up, from {confirmations}. Both domains have DKIM, their own MAIL FROM domain, and DMARC. We expect fewer than 1,000 emails a day
at first.

How readers leave: each letter has a link to unsubscribe, and the headers List-Unsubscribe and List-Unsubscribe-Post, so one click
in the mail program is enough. It takes effect at once.

Bounces and complaints: the configuration set reports them to a function within seconds. An address that bounces for good, or
complains, gets no more mail and is suppressed, in our own list and in that of SES. A letter stops by itself if too many of its
emails bounce or are complained about, and alarms tell the owner long before the limits of SES.
"""


def description(url: str, letters: str, confirmations: str) -> str:
    """Return the description of a site with these two senders, on one line."""
    return " ".join(DESCRIPTION.format(url=url, letters=letters, confirmations=confirmations).split())


def command(region: str, url: str, described: str) -> str:
    """Return the command that asks AWS."""
    return (
        f"aws sesv2 put-account-details --region {region} --production-access-enabled --mail-type MARKETING"
        f" --website-url {quote(url)} --contact-language EN --use-case-description {quote(described)}"
    )
