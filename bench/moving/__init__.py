"""What becomes of a site that moves in: `python -m bench moving SITE [--from SYSTEM]`.

The site is imported and built in a process of its own. One row says what came along, what was refused or lost, which marks of the
old system readers see, which of its own links are dead, whether feeds are where they were, and what it took.

Then the structure of each text is compared with its source, as a reader that isn't ours renders it (`sources`, `structure`):
markdown-it-py, Python-Markdown for Pelican and MkDocs, docutils for reStructuredText, and the HTML itself in an export. A page
may have more where tags of the system were set aside, but never less. The exit status is 1 if one text in a hundred differs, or
one is lost.
"""
