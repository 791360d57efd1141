"""Analytics: how often each page was read, counted from the CDN's log. No reader is identified or stored.

- `top_posts`, which other packages use: count a log file, rank the posts, store both;
- `log_lines`: the lines of a log file; `user_agents`: which user agents are people's;
- `hours`: the reads of an hour; `ranking`: the most read posts.

All but `top_posts` are pure, and import at most `content`. `top_posts` imports `store`, `rendering` and `publishing`, too.
"""
