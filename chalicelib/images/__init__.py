"""Images, made fit for readers: the encoder and its jobs. Only its own function loads Pillow."""
