"""The edge: from a reader's address to an object of the public bucket."""
