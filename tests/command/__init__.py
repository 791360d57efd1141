"""The command: its verbs, how it speaks, and how it ends."""
