"""The outside world: the ports that the application uses, and their implementations for AWS, memory and folders.

- `ports`: the protocols (table, bucket, queue, clock, mail, hub) and `Cloud`, which holds one of each; `items`: the values of the
  table; every package uses both;
- `bootstrap`: builds the `Cloud` of a function or a command from the settings;
- `aws`, `s3`, `ses`, `websub`, `secrets`, `dns`, `connections`: AWS, HTTP and DNS; only `aws`, `s3` and `ses` import boto3;
- `memory_table`, `memory`, `folder`, `sqlite`: for tests, and for a site that one machine builds or shows;
- `limits`: the services' limits, which the other implementations have, too; `buckets`, `expressions`: shared helpers.

Of chalicelib, the package imports `settings` and `content.media.media_types`. This file imports nothing, so a build loads no
boto3.
"""
