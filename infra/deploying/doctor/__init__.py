"""The doctor of a stack: a table of checks (`stack_checks`), the questions that they ask, and pure diagnoses of the answers."""
