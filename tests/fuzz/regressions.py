"""Inputs that once broke a promise; each run begins with them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Regression:
    """An input, and the target that broke a promise with it."""

    target: str
    data: bytes


REGRESSIONS: tuple[Regression, ...] = (
    Regression("plain", b"<table><tr><td>" * 20 + b"x"),
    Regression("plain", b"<ol start='--5'><li>a</ol>"),
    Regression("plain", "<ol start='²'><li value='٣'>a</ol>".encode()),
    Regression("plain", b"<ol start='" + b"9" * 5000 + b"'><li>a<br>b</ol>"),
    Regression("plain", b"<table><tr><th>" + b"a" * 3000 + b"<tr><td>b" * 300),
    Regression("plain", b"<ul><li>" * 60 + b"a<br>" * 1000),
    Regression("plain", b"\x19div>"),
    Regression("safe", b'<iframe src="https://evil.example/"><a href="&#106;avascript:x">'),
    Regression("absolute", b'<iframe src="https://a.example/"><a href="&#106;avascript:x"><iframe></iframe><p>a'),
    Regression("letter", b"Title\n<div>&#x19; text</div>"),
    Regression("letter", b"Title\n\x14"),
    Regression("letter", b"Title\n<ol start='--5'><li>a</ol>"),
    Regression("letter", b"Title\n" + b"<table><tr><td>" * 20 + b"x"),
    Regression("short token", "leave+vkvkvkvkvkvkvkvkvkvkvkvkvjiſ56hjmtunn2mqzsw4u76b@news.press.example".encode()),
    Regression("mail", b"From: Ann <ann@example.org>\r\nSubject: x\nBcc: eve@evil.example\r\n\r\n"),
    Regression("mail", b"From: =?utf-8?b?A?= <ann@example.org>\r\n\r\n"),
    Regression("mail", b"From: " + b":" * 2000 + b"ann@example.org\r\n\r\n"),
    Regression("mail", b"From: ann@example.org\r\n" + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' * 2000),
    Regression(
        "archive",
        b"PK\x03\x04" + bytes(26) + b"PK\x01\x02\x14\x03S" + bytes(39) + b"PK\x05\x06" + b"\0\0\0\0\1\0\1\0.\0\0\0\x1e\0\0\0\0\0",
    ),
    Regression("consent", b"response_type=code&client_id=http%3A%2F%2F%5B3A%3A1%5D%3A4000%2F&redirect_uri=x&state=s"),
    Regression("mobiledoc", b'{"cards":[["hr"]],"sections":[[10,0]]}'),
    Regression("substack", b"<div class='captioned-image-container'><a href='https://[x'><img src='https://a/b'></a></div>"),
)
