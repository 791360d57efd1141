"""The edge: what stands between a reader's address and the objects of the public bucket."""
