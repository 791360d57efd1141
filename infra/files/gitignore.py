"""The `.gitignore` of a new blog."""

COMMENTS = ".*.comments.json"

IGNORED = f"""\
# what Presswork keeps beside a blog, its reports, and imported comments with the mail addresses of their authors
.presswork/
*.error.txt
*.warning.txt
{COMMENTS}
"""
