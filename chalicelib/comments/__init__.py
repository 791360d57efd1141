"""Comments: what readers write below a post, held until its author has looked at it, then part of the page.

A comment is an item of the table (`store.comments`). A visitor's form only queues (`web.comments`); a worker holds the comment,
judges it by the site's rules, and tells the moderator (`submissions`, `moderation_mail`); an approval or a deletion changes the
item, which owes the pages that show it (`state_changes`, `moderator_acts`). Rendering reads the comments of a post like anything
else it shows, so a comment that comes late or twice does no harm. `reply_notices` tells who was answered, `self_approval` lets a
confirmed writer publish, `erasure` deletes all of an address.

`rules` are pure: the comment, its text as safe HTML, what the site's rules find in it, and how a post's comments are arranged.
This file imports nothing, so a visitor's request loads no Markdown.
"""
