"""A day in the functions' life, as a program: `task.py TASK` runs what was unpacked in the folder TASK.

It finds nothing but that folder and the standard library. The clouds are in memory; AWS's clients are only made. It prints what
came of it as JSON.
"""

import json
import pkgutil
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

sys.path.insert(0, sys.argv[1])

import app
import chalicelib
from chalicelib.cloud.aws import Clients, clients
from chalicelib.cloud.memory import FixedClock, MemoryBucket, MemoryMail, MemoryQueue
from chalicelib.cloud.memory_table import MemoryTable
from chalicelib.cloud.ports import Cloud, Object
from chalicelib.newsletter import campaign
from chalicelib.rendering.templates.template_samples import SAMPLES
from chalicelib.rendering.templates.templates import Templates
from chalicelib.settings import Settings
from chalicelib.store import page_views, records

NOTHING_FAILED: Mapping[str, Any] = {"batchItemFailures": []}
URL = "https://press.example"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SITE = "title: A site\nlanguages: [en, es, ar, zh-Hant]\n"
POST = """---
title: A day's work
date: 2026-11-20
tags: [one, two]
---
Some *text*[^1], and code:

```python
print("colours")
```

- [x] a task

[^1]: A note.
"""
BROWSER = "Mozilla/5.0%20(X11;%20Linux%20x86_64;%20rv:120.0)%20Gecko/20100101%20Firefox/120.0"
LOG = f"""#Fields: date time cs-method sc-status cs-uri-stem cs(User-Agent)
2026-11-25\t12:00:00\tGET\t200\t/2026/11/20/a/\t{BROWSER}
2026-11-25\t12:00:00\tGET\t200\t/2026/11/20/a/\tcurl/8.4.0
""".encode()
CLOCK = ("version", "account", "region", "detail", "detail-type", "source", "time", "id", "resources")
SIGN_UP = {
    "httpMethod": "POST",
    "headers": {"Content-Type": "application/x-www-form-urlencoded"},
    "multiValueQueryStringParameters": None,
    "pathParameters": None,
    "stageVariables": None,
    "body": "email=ada%40example.org",
    "isBase64Encoded": False,
    "requestContext": {"httpMethod": "POST", "resourcePath": "/subscriptions", "identity": {"sourceIp": "203.0.113.7"}},
}


def main() -> None:
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        if not module.name.startswith("chalicelib.images."):  # whose function has a zip of its own
            import_module(module.name)
    uploads, press, letters = MemoryQueue(), MemoryQueue(), MemoryQueue()
    mail, content, public, logs = MemoryMail(), MemoryBucket(), MemoryBucket(), MemoryBucket()
    cloud = Cloud(
        MemoryTable(), content, public, uploads, press, letters, mail, FixedClock(NOW), URL, ("a key",), "pepper", logs=logs
    )
    for way in ("cloud", "trusted"):
        setattr(app, way, lambda: cloud)  # the functions' ways to the outside world
    for key, text in {"site.yaml": SITE, "posts/a.md": POST}.items():
        content.write(key, Object(text.encode(), "text/plain"))
        actual = {"Records": [{"s3": {"object": {"key": key, "sequencer": "01"}}}]}
        assert app.ingest(event(json.dumps(actual)), None) == NOTHING_FAILED
        work(press, app.press)
    app.tick(dict.fromkeys(CLOCK, ""), None)
    signed = app.app(SIGN_UP, None)
    work(letters, app.letters)
    app.mail_news({"Records": [{"Sns": {"Message": json.dumps({"eventType": "Open"})}}]}, None)
    logs.write("a.gz", Object(LOG, "text/plain"))
    app.popular({"Records": [{"s3": {"object": {"key": "a.gz"}}}]}, None)
    made = clients(Settings(region="eu-central-1"))
    came = {
        "pages": sorted(public.keys()),
        "post": text_of(public, "2026/11/20/a/index.html"),
        "feed": text_of(public, "feed/index.xml"),
        "reads": [dict(hour.reads) for hour in page_views.read(cloud.table, NOW, 1)],
        "signed": signed["statusCode"],
        "mails": [one.raw.decode() for one in mail.sent],
        "letter": letter_of(cloud, "posts/a.md"),
        "clients": {name: sorted(getattr(made, name).meta.service_model.operation_names) for name in Clients.__struct_fields__},
        "samples": sorted(page for page, several in SAMPLES.items() if all(rendered(page, *one) for one in several)),
    }
    sys.stdout.write(json.dumps(came))


def letter_of(cloud: Cloud, key: str) -> str:
    record = records.read(cloud.table, key)
    assert record
    assert record.post
    return campaign.edition_of(cloud, record.post).html


def work(queue: MemoryQueue, function: Any) -> None:
    while len(queue):
        for message in queue.take():
            assert function(event(message.body), None) == NOTHING_FAILED


def event(body: str) -> dict[str, Any]:
    return {"Records": [{"messageId": "1", "receiptHandle": "1", "body": body, "attributes": {"ApproximateReceiveCount": "1"}}]}


def rendered(page: str, lang: str, context: Any) -> str:
    return Templates().render(page, lang, **context)


def text_of(bucket: MemoryBucket, key: str) -> str:
    found = bucket.read(key)
    return found[0].decode() if found else ""


main()
