"""Commands of a blog's folder: start, import, write, check, push, build and serve it."""
