"""What the code knows of each document: a module for each, with `TABLES` and `VALUES` by the names that stand in its markers."""
