"""Analytics: how often each page was read, counted from the CDN's log. No reader is identified or stored.

Offers: `top_posts` (the shell: count a log file, rank the posts, store both), `log_lines` (the lines of a log file),
`user_agents` and `bot_patterns` (which user agents are people's), `hours` (the reads of an hour), `ranking` (the most read
posts).

May import: `chalicelib.content`, `model`; only `top_posts` may import `store`, `cloud`, `rendering` and `publishing`.
"""
