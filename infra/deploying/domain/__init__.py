"""The domain of a site: its certificate, and its DNS records, which are added to Route 53 or shown to the owner.

`records` is pure; `dns` asks name servers, `hosted_zones` Route 53. `dns_setup` brings records into DNS, and `certificates`
requests the certificate.
"""
