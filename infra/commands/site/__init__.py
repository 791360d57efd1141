"""Commands of a running site: its status, history and repair, its subscribers and letters."""
