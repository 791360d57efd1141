"""The edge: from a reader's address to an object of the public bucket.

`rule` decides, `responses` answers from a bucket: the local server's, and that of the function that serves a site without a CDN
(`function`). The CDN's own functions, in JavaScript, are in `infra.edge`.
"""
