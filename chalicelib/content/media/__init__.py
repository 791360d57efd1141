"""Files beside posts: which kinds there are (`media_types` is the table), images and their variants."""
