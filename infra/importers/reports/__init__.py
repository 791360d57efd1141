"""What the report of an import says first: its notes by kind, and how much each kind matters."""
