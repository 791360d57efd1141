"""How parts of a text look: figures, galleries, players, cards, highlighted code, wide tables, tables of contents.

Each module changes the tree of a text's HTML, or the events that become it.
"""
