"""The local cloud: the site, the API and a watched folder on the author's own machine.

A build (`build`) keeps what is its own in the user's cache (`build_cache`), never among its pages: the catalog (`catalog`: the
table in SQLite, how each source looked and what is said of it, the pages still owed), the list of the objects that it made
(`standing`), encoded images (`encoding`), and a lock (`locking`). Beside the pages is only a manifest of digests (`manifest`).

- `sources` and `differences` look at sizes and times, then at digests. If nothing differs, nothing more is loaded or written.
- `whole` builds from nothing: the table is in memory, where it is fastest, and is saved as the catalog in the end.
- `changes` ingests what differs, in one transaction with the pages owed; then each batch of pages (`pages`) is one transaction
  with what it owes in turn. So a build that was killed at any moment goes on at the next one.
- Whatever else a build depends on (`program`) makes the next one begin from nothing, and say why.

The demo (`demo`) and the preview (`preview`: `serve --watch`) build in a process of their own (`workers`) and serve what is
there: `replies` answers a request, `server` carries it. Open pages follow (`live`). The demo goes on from its build (`stock`)
with the real handlers (`functions`) on a local AWS (`aws`, and `objects` without HTTP).
"""
