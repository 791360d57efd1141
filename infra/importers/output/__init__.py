"""Writing the new blog: texts, files, `site.yaml`, comments, subscribers, the report. No author's work is overwritten."""
