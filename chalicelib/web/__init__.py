"""The API that a visitor's browser and mail program call: `/api/subscriptions`, `/api/confirm`, `/api/preferences` and so on.

- `api`: the table of routes; `api.answer` is the entry for `app.py`;
- `sign_ups` and `links`: the functions that answer; `context`: one request, and what is needed to answer it;
- `http`: requests and replies of API Gateway, and the headers of every reply;
- `forms`: the fields that a visitor may send, and how each is read;
- `pages`: the table of the pages that the API can show; `views`: how they are rendered.

The package imports `newsletter`, `store`, `content` and `errors`. Only `views` imports `rendering`. A sign-up doesn't import
`views`, so it loads no Markdown, lxml, feedgen or templates (`tests/web/test_app.py`). This file imports nothing.
"""
