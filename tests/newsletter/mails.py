"""Mails as SES receives them, and its reports of them."""

from typing import Any

from hypothesis import strategies as st

HERE, AUTHOR, ADA = "news.press.example", "author@press.example", "ada@example.org"
KEY = "o3vrnil0e2ic28trm7dfhrc2v0clambda4nbp0g1"

REPLY = f"""\
Return-Path: <ada@example.org>
Received: from mail-ed1-f41.google.com (mail-ed1-f41.google.com [209.85.208.41])
 by inbound-smtp.eu-west-1.amazonaws.com with SMTP id {KEY}
 for letters@{HERE};
 Wed, 25 Nov 2026 12:00:01 +0000 (UTC)
X-SES-Spam-Verdict: PASS
X-SES-Virus-Verdict: PASS
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
        d=example.org; s=20230601; t=1732536000; b=AbC+/=
MIME-Version: 1.0
References: <0123456789abcdef0123456789abcdef@press.example>
In-Reply-To: <0123456789abcdef0123456789abcdef@press.example>
From: =?UTF-8?Q?Ada_L=C3=B6velace?= <ada@example.org>
Date: Wed, 25 Nov 2026 13:00:00 +0100
Subject: =?UTF-8?Q?Re=3A_A_tide_=E2=80=93_and?=
 =?UTF-8?Q?_a_typo?=
To: The Press <letters@{HERE}>
Content-Type: multipart/alternative; boundary="0000000000007e1f5a06"

--0000000000007e1f5a06
Content-Type: text/plain; charset="UTF-8"
Content-Transfer-Encoding: quoted-printable

Lovely! But in line 3 it=E2=80=99s =E2=80=9Cquay=E2=80=9D.

--0000000000007e1f5a06
Content-Type: text/html; charset="UTF-8"

<p>Lovely!</p>

--0000000000007e1f5a06--
"""
ABSENCE = f"""\
Return-Path: <>
From: "Bob" <bob@example.com>
To: letters@{HERE}
Subject: Automatic reply: News
Date: Wed, 25 Nov 2026 12:00:00 +0000
Message-ID: <x@mail.example.com>
Auto-Submitted: auto-generated (rejected); x=1
X-Auto-Response-Suppress: All
Content-Type: text/plain

I am away until Monday.
"""
BOUNCE = f"""\
From: Mail Delivery Subsystem <postmaster@example.com>
To: letters@{HERE}
Subject: Delivery Status Notification (Failure)
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

550 5.1.1 no such user

--b--
"""


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def plain(*headers: str, sender: str = ADA) -> bytes:
    """A short mail with these headers besides."""
    return crlf("\n".join([f"From: {sender}", f"To: letters@{HERE}", "Subject: Re: News", *headers, "", "Thanks.", ""]))


def event(to: str = f"letters@{HERE}", source: str = ADA, **verdicts: str) -> dict[str, Any]:
    """The report of a mail, by the example of SES's guide."""
    passed = {"spamVerdict": "PASS", "virusVerdict": "PASS", "spfVerdict": "PASS", "dkimVerdict": "PASS", "dmarcVerdict": "PASS"}
    receipt = {name: {"status": status} for name, status in (passed | verdicts).items()}
    mail = {"timestamp": "2026-11-25T12:00:02.028Z", "source": source, "messageId": KEY, "destination": [to]}
    action = {"type": "Lambda", "functionArn": "arn:aws:lambda:eu-west-1:123456789012:function:x", "invocationType": "Event"}
    whole = {
        **receipt,
        "recipients": [to],
        "processingTimeMillis": 574,
        "timestamp": "2026-11-25T12:00:02.028Z",
        "action": action,
    }
    return {"Records": [{"eventSource": "aws:ses", "eventVersion": "1.0", "ses": {"mail": mail, "receipt": whole}}]}


ODD = st.text(alphabet='a \r\n:,;"\\<>()@=?_é漢\u2028\x00', max_size=60) | st.text(max_size=40)
"""What a stranger may write into a header."""
