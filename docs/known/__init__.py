"""What the code knows of each document: a module for each, with `TABLES` and `VALUES` by the names in its markers."""
