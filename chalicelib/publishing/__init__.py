"""Publishing: from an upload in the content bucket to pages in the public bucket.

An upload (`upload`, `objects`) is parsed (`parse`, `parse_site`), decided (`decide`, `renames`) and ingested (`ingest`): its
record is replaced, and the pages that the change touches are queued (`owed` and `resolve_owed` find them, with `pointers` and
`neighbours`; `outbox` and `messages` queue them). `store.publishes` keeps which of them are still to be made. A batch of
pages is rendered and written (`render_batch`, `make_pages`, `write`). A post that appears is announced as a letter
(`new_letters`). Everything can be made right again (`rebuild`, `previews`), and feeds that changed are announced (`websub`).

Other packages use `consumers` (the handlers of both queues), `ingest.ingest`, `render_batch.render`, `messages` (what to put
into the queues), `parse.look` and `websub.look`. `parse`, `decide`, `owed`, `pointers` and `item_sizes` are pure. The
package may import `content`, `rendering`, `store`, the ports of `cloud` and `newsletter.rules.letter`. Nothing is imported
here, because some functions load no Markdown and no templates.
"""
