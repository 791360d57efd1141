"""The authoring API: authors write, change and delete posts by HTTP, and sign in for it.

Micropub and the desk are two doors to it. A request brings a token or a session, which is read into a **grant**
(`authoring.grants`): whose it is, which files they may write, and which acts they have allowed. What a request means is decided
by pure modules (`authoring.micropub`, `authoring.identity`); every post is a Markdown file in the content bucket, written on the
condition that nobody else has changed it (`cloud.versioned`), as `presswork push` does. Ingest takes it from there.

The API is a function of its own, in a zip of its own, which only a deployment with `desk = "yes"` has.
"""
