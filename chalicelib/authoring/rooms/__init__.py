"""The desk's further rooms: the history of a post, comments, letters, the site's settings, and what is wrong with the blog."""
