"""Inputs that once broke a promise: they are tried first, each time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kept:
    """What was fed to which target."""

    target: str
    data: bytes


KEPT: tuple[Kept, ...] = (
    Kept("plain", b"<table><tr><td>" * 20 + b"x"),
    Kept("plain", b"<ol start='--5'><li>a</ol>"),
    Kept("plain", "<ol start='²'><li value='٣'>a</ol>".encode()),
    Kept("plain", b"<ol start='" + b"9" * 5000 + b"'><li>a<br>b</ol>"),
    Kept("plain", b"<table><tr><th>" + b"a" * 3000 + b"<tr><td>b" * 300),
    Kept("plain", b"<ul><li>" * 60 + b"a<br>" * 1000),
    Kept("plain", b"\x19div>"),
    Kept("letter", b"Title\n<div>&#x19; text</div>"),
    Kept("letter", b"Title\n\x14"),
    Kept("letter", b"Title\n<ol start='--5'><li>a</ol>"),
    Kept("letter", b"Title\n" + b"<table><tr><td>" * 20 + b"x"),
)
