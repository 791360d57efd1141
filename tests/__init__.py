"""The specification: the name of each test is a sentence of it.

A folder has the tests of the package with its name; `test_docs…` hold the docs. Other folders cross packages:

- `contract`: what each port promises, asked of all its keepers;
- `model` and `histories`: the protocol in small, and the real handlers in random order with crashes;
- `letters` and `demo`: the newsletter and the whole pipeline; `browser`: pages in Chromium; `site`: all pages of the example;
- `safety`, `bounds`, `attack` and `fuzz`: uploads of attackers, their cost, and random attacks;
- `spec`: the examples of CommonMark; `ministack`: the package, deployed to a local AWS.

`each.py` and `thorough.py` say how much of a test each run tries. Other modules here serve tests of several folders.
"""
