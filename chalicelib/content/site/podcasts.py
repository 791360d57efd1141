"""A podcast: what `site.yaml` says of it for the directories that list podcasts, and the categories that Apple's directory has.

Its feed is the RSS feed of one category, or of all posts; each post that encloses a file is an episode.
"""

from collections.abc import Mapping

from chalicelib.frozen import Frozen

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "Arts": ("Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"),
    "Business": ("Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "Health & Fitness": ("Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"),
    "History": (),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        "Animation & Manga",
        "Automotive",
        "Aviation",
        "Crafts",
        "Games",
        "Hobbies",
        "Home & Garden",
        "Video Games",
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        "Business News",
        "Daily News",
        "Entertainment News",
        "News Commentary",
        "Politics",
        "Sports News",
        "Tech News",
    ),
    "Religion & Spirituality": ("Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"),
    "Science": (
        *("Astronomy", "Chemistry", "Earth Sciences", "Life Sciences", "Mathematics", "Natural Sciences", "Nature", "Physics"),
        "Social Sciences",
    ),
    "Society & Culture": ("Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"),
    "Sports": (
        *("Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football", "Golf", "Hockey", "Rugby", "Running", "Soccer"),
        *("Swimming", "Tennis", "Volleyball", "Wilderness", "Wrestling"),
    ),
    "Technology": (),
    "True Crime": (),
    "TV & Film": ("After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"),
}
"""The categories of podcasts, and what each is divided into."""
ABOVE: Mapping[str, str] = {name: above for above, names in CATEGORIES.items() for name in names}
NAMES = (*CATEGORIES, *ABOVE)
COVERS = (".jpg", ".png")
"""The endings of the images that directories accept."""


class Podcast(Frozen):
    """What `site.yaml` says of its podcast; there is none without a `category`, one of `NAMES`.

    `of` is the slug of the category of posts that it consists of; empty: of all posts. `image` is the address of an image of the
    site. `owner` and `email` are for directories; `serial` says that its episodes are to be heard in order.
    """

    category: str = ""
    of: str = ""
    author: str = ""
    owner: str = ""
    email: str = ""
    image: str = ""
    explicit: bool = False
    serial: bool = False
