"""Any folder of Markdown: Eleventy's, Astro's, Hexo's, Docusaurus's, a vault of Obsidian's, or a folder without a system.

`habits` is the table of what each system does in its own way; everything else is read alike (`reader`).
"""
