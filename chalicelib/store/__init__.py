"""The store: all that is kept in the table, a module for each kind of item.

Only single-item conditional writes: no transactions, no index. The record of a source is the truth; pointers are hints with
the record's version; claims say which source owns an address; summaries carry counts from page to page. An item that changes
is changed by `update`. `item_keys` and the head of each module list the items.

Other packages use `records`, `claims`, `ingests`, `publishes` (which pages of a change are made), `pictures`, `site_files`,
`site_images`, `site_context`, `answers` and `asking` (queries of pages), `comments`, `commenters`, `blocked_commenters`,
`rate_counters`, `page_views`, `websub_feeds`, `timers`; of `newsletter`, what it stores: `letters`, `ledger`, `subscribers`,
`waiting_signups`, `signup_halts`, `mailbox_budgets`, `pace`. The
package may import the ports of `cloud`, `record`, and the pure modules of `content`, `rendering`, `newsletter` and
`analytics`. Nothing is imported here: a sign-up loads only what it reads.
"""
