"""Push: what changed in a blog's folder is checked, uploaded on conditions, and followed until it is live.

`push_plan` decides, `push_session` does, `liveness` says when an upload is live, `push_events` is the table of what is reported.
"""
