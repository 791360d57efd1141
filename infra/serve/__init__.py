"""A site on this machine, as the CDN would serve it, and live reload.

`responses` answers a request (pure), `server` carries it, `live` tells open pages what was saved.
"""
