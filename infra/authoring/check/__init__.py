"""Check: the files of a blog that the cloud would refuse, and doubts for its author. Nothing is published."""
