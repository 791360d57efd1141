"""Export a whole site as files, restore an earlier version, and carry over what only the store knows."""
