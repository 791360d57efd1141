"""The pictures of an old blog's folder: which of them readers saw, and galleries that a template made of them."""
