"""Players: the audio and video files of a text."""

import pytest

from chalicelib.content.html.html_tree import Element
from chalicelib.content.markdown_to_html import render
from chalicelib.content.presentation.players import own_key, player_in
from chalicelib.content.site.site import Site


def player(text: str) -> str:
    return render(text, key="posts/a.md", lang="en", site=Site()).player


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("![Talk](é%20talk.mp3) ![Film](film.mp4)", "/posts/%C3%A9%20talk.mp3"),
        ('<video><source src="/a.webm" type="video/webm"><source src="/a.mp4"></video>', "/a.webm"),
        ("![Talk](https://a.example/talk.MP3?from=feed)", "https://a.example/talk.MP3?from=feed"),
        ('<audio src="https://a.example/live"></audio>\n\n![Talk](b.ogg)', "/posts/b.ogg"),
        ('<picture><source src="a.png"><img src="b.png"></picture>', ""),
        ("[Talk](talk.mp3)", ""),
        ("`<audio src='a.mp3'>`", ""),
        ("Text.", ""),
    ],
)
def test_the_player_of_a_text_is_its_first_audio_or_video_file(text: str, address: str) -> None:
    assert player(text) == address


def test_an_address_that_is_too_long_is_no_player() -> None:
    assert player_in([Element("audio", {"src": f"/{'a' * 3_000}.mp3"})]) == ""


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/posts/%C3%A9%20talk.mp3", "posts/é talk.mp3"),
        ("/talk.mp3?x#t=3", "talk.mp3"),
        ("//a.example/talk.mp3", ""),
        ("https://a.example/talk.mp3", ""),
        ("/.git/talk.mp3", ""),
        ("/photo.png", ""),
        ("", ""),
    ],
)
def test_a_file_of_this_site_has_a_key(address: str, key: str) -> None:
    assert own_key(address) == key
