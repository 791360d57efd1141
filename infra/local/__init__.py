"""The local cloud: the site, the API and a watched folder on the author's own machine."""
