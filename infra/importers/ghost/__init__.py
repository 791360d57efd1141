"""Ghost: its JSON export, and the three formats in which it stored texts."""
