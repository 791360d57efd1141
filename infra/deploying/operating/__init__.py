"""Operating a deployed stack: its state, its logs, its dead letters, and the keys that sign links."""
