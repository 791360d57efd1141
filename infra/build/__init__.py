"""The folder cloud: a folder of sources becomes a folder of pages, with the same code that runs in the cloud.

A build (`build`) keeps what is its own in the user's cache (`build_cache`), never among its pages: the catalog (`catalog`: the
table in SQLite, how each source looked and what is said of it, the pages still owed), the list of the objects that it wrote
(`output_manifest`), encoded images (`encoding`), and a lock. Beside the pages is only a manifest of digests (`manifest_file`).

- `infra.files.blog_folder` and `changed_files` look at sizes and times, then at digests. If nothing differs, nothing more is
  loaded or written.
- `full_build` builds from nothing: it fills the table of a new catalog at once, and gives the catalog its place in the end.
- `incremental_build` ingests what differs, in one transaction with the pages owed; then each batch of pages (`pages`) is one
  transaction with what it owes in turn. So a build that was killed at any moment goes on at the next one.
- Whatever else a build depends on (`fingerprint`) makes the next one begin from nothing, and say why.
"""
