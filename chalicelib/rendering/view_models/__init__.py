"""View models: the frozen values that templates see.

A template sees nothing else: no store, no cloud, no Python. Addresses are Unicode and begin with `/`; templates write them
through the filter `href`, or `absolute` for a whole URL. Texts are plain and get escaped; safe HTML is `Markup`.

To give templates a new value, add a field here, at the end, and to the samples (`rendering.templates.template_samples`). By
module: `site` and `page`, which all pages see, and `links` in both; `post`; `lists`, with the boxes of the sidebar; `newsletter`,
with mails. `uses` has the names that each template gets, and `shown` the base of all view models: the sandbox lets templates see
their fields alone.
"""
