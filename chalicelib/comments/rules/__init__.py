"""The rules of comments. Pure: frozen values in, frozen values out; no store, no cloud."""
