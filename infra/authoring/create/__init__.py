"""Create the files of a blog: a new blog, a new post, the workflow of a repository."""
