"""What each process of a build from nothing would load for itself is loaded before there are any."""

import subprocess
import sys

SOURCE = r"""
from datetime import UTC, datetime
import sys
from importlib import import_module
from infra.build import full_build
from chalicelib.content.site.site import Site
from chalicelib.publishing.parse import look
from chalicelib.publishing.upload import ParseContext, StoredObject
for name in full_build.LOADED_LATE:
    import_module(name)
loaded = {*sys.modules}
text = b'''---
title: A post
date: 2026-01-01
---
{{< figure src=a.png >}} :smile: ![alt](b.png)

```python
1
```
'''
upload = look("posts/a.md", StoredObject(text, "e", len(text)), ParseContext(Site(), datetime(2026, 12, 1, tzinfo=UTC)))
assert upload.post, upload.refusal
print(*sorted(name for name in sys.modules.keys() - loaded if name.startswith("chalicelib.")))
"""


def test_reading_a_source_loads_no_further_module_of_ours() -> None:
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", SOURCE], capture_output=True, text=True, check=True)  # noqa: S603

    assert run.stdout.split() == []
