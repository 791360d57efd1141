"""What becomes of a site that moves in: `python -m bench moving SITE [--from SYSTEM]`.

The site is imported and built in a process of its own. One row says what came along, what was refused or lost, which marks of the
old system readers see, which of its own links are dead, whether feeds are where they were, and what it took.

Then the structure of each text is compared with its source, as a reader that isn't ours renders it (`sources`, `structure`).
"""
