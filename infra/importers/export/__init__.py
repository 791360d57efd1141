"""An old blog that is an export: archives, large JSON documents, and pictures that it names but doesn't hold."""
