"""The documentation, and the scripts that write parts of it: `docs.generate` (tables and figures) and `docs.screenshots`."""
