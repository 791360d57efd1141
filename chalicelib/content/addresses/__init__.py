"""Addresses of posts and pages, those of previews, and the codes and names of languages that are part of them."""
