"""The edge at the CDN: `chalicelib.edge.rule` in JavaScript, and the table of cases that holds both."""
