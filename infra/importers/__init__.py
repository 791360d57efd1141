"""Bringing an old blog along: one reader for each system, all of which yield the same values (`infra.importers.blog`).

A reader knows its system's export and nothing else. To add a system, write a reader, and add a row to `SYSTEMS`
(`infra.commands.blog.import_`) and its files to `detection.system_detection` and `detection.marks_of_systems`;
for another system of Markdown folders, a row in `markdown_folder.habits` is enough. What every import does (Markdown from
HTML, files, `site.yaml`, the report) is done once, after it.
"""
