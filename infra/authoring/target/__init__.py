"""The site that a command is about: a stack, the running demo or a built folder, and its content bucket."""
