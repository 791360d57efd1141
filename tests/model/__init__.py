"""The protocol of publishing, small enough to check: `protocol` is the model, `histories` runs it, `wrongs` judges it."""
