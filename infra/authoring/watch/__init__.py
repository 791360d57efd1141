"""Watch: what a running watch or demo reports of saved files, posts that came due, and letters."""
