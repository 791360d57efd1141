"""What a blog of Jekyll is made of."""

CONFIG = """
title: The Oven
description: Bread &amp; salt
url: https://oven.example
timezone: Europe/Madrid
"""
RYE = "---\nlayout: post\ntitle: Rye &amp; salt\n---\n\nFlour, *water*, and a week.\n"
