"""The protocol of publishing, small enough to check: `world`, `publish` and `protocol` are the model, `histories` judges it."""
