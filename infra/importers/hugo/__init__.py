"""Hugo: its configuration, its content in sections, bundles and languages, its menus and its shortcodes."""
