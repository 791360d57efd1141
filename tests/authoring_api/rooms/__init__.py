"""The desk's further rooms."""
