"""How parts of a text look: figures, galleries, players, cards, highlighted code, wide tables, tables of contents.

Most modules have a stage of a text's HTML (`content.html_stages`). `cards` describes the drawn image of a post without images.
"""
