"""Medium: the archive of an account, with a file for each story."""
