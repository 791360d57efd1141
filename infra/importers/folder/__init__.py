"""An old blog that is a folder: its tree, front matter, configuration, links and pictures, whichever system it is of."""
