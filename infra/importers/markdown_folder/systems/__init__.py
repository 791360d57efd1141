"""The systems whose folders of Markdown are read, each with its notations; `habits` is the table of them."""
