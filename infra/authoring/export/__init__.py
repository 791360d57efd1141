"""Export a whole site as files, and restore an earlier version of a file."""
