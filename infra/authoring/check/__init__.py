"""Check: what the cloud would refuse of a blog, and what an author should look at again. Nothing is published."""
