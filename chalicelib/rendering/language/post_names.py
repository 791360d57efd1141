"""The names of posts on pages, in feeds and in letters: never empty."""

from datetime import datetime

from chalicelib.content.text.post_names import written_name
from chalicelib.model import Post


def post_name(post: Post) -> str:
    """Return the title of the post, else the beginning of its text, else when it was published, else its address."""
    if name := written_name(post):
        return name
    from chalicelib.rendering.language.phrases import moment_text  # noqa: PLC0415 - the encoder of images has no phrases

    return moment_text(datetime.fromisoformat(post.date), post.lang) if post.date else post.address
