"""Texts that people write, and texts that parsers fail on; the inputs of a target begin with the long ones of its list."""

from tests.analytics.lines import GOOGLEBOT, LEGACY, file, line

MARKDOWN = (
    b'A paragraph with *emphasis*, **strong**, `code` and [a link](/about/ "Title").\n\n> A quote\n> > in a quote\n\n- one\n- two\n',
    b"# Title\n\n1. a\n   1. b\n2. c\n\n```python\nprint(1)\n```\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n[^1]: A note\n\nText[^1]\n",
    b'Term\n: Meaning\n\n*[HTML]: Language\n\n[ref]: https://a.example "t"\n\n!!! note\n    Text\n\n- [x] done\n\n[TOC]\n',
    b'A price of $5, $x^2$ and\n\n$$\n\\frac{a}{b}\n$$\n\n```py title="x.py" hl_lines="1-2" {3} linenums="9"\na\n```\n',
    *(b"$", b"$$", b"\\text{", b"\\begin{align}", b"}$", b"``` {hl_lines=["),
    *(b"> ", b"- ", b"* ", b"1. ", b"    ", b"\t", b"# ", b"===\n", b"---\n", b"***", b"**", b"*", b"_", b"__", b"~~", b"`"),
    *(b"```\n", b"[", b"]", b"](", b"![", b"[^", b"]:", b"[](", b"<", b">", b"<!--", b"-->", b"<?", b"?>", b"<![CDATA[", b"]]>"),
    *(b"|", b"|-|-|\n", b"\\", b"\\*", b"&amp;", b"{: #id .c }", b"{:", b"}", b"!!! ", b": ", b"<http://", b"://"),
    *(b"<!--more-->", b"\n\n", b"  \n", b"[x](javascript:alert(1))", b"[x](source:y.md)", b"[x](//evil.example)"),
    *(b"\x02klzzwxh:0001\x03", b"\x02", b"\x03", b"[a][b]"),
)
HTML = (
    b"<h2>Title</h2><p>Text <b>bold</b> <a href='/a/'>link</a> <img src=/p.png alt='A picture'></p><ul><li>a<li>b</ul>",
    b"<table><caption>c</caption><tr><th>a<th>b<tr><td>1<td>2</table><ol start=5 reversed><li value=3>a</ol><dl><dt>a<dd>b</dl>",
    b"<blockquote><p>a</p><pre><code>b\n c</code></pre></blockquote><details open><summary>s</summary>t</details><hr><q>a</q>",
    b'<iframe src="https://a.example/x"></iframe><video poster=/p.png src=/v.mp4></video><audio src=a.mp3></audio><input checked>',
    b'<picture><source srcset="/a.png 1x, /b.png 2x"><img src="/a.png" srcset="a.png 100w, b.png 200w" alt=""></picture>',
    *(b"<table>", b"</table>", b"<tr>", b"<td>", b"<th>", b"<tbody>", b"<ul><li>", b"<ol><li>", b"<li>", b"<dl><dd>"),
    *(b"<blockquote>", b"<p>", b"</p>", b"<div>", b"</div>", b"<b>", b"</b>", b"<i>", b"<a href=x>", b"</a>", b"<sup>", b"<br>"),
    *(b"<pre>", b"<h1>", b"<script>alert(1)</script>", b"<style>", b"<svg><script>", b"<math><mtext>", b"<template>"),
    *(b"<noscript>", b"<textarea>", b"<img src=x onerror=alert(1)>", b"<a href='javascript:x'>", b"<a href='java\tscript:x'>"),
    *(b"<select><option>", b"<plaintext>", b"<a href='", b'<a href="&#106;avascript:x">', b"<p title='</p><script>'>", b"<!--"),
    *(b"--!>", b"<![CDATA[", b"<?xml ", b"</", b"<ol start=--5>", b"<ol start='\xc2\xb2'>", b"<li value=99999999999999999999>"),
    *(b"<td colspan=9999>", b"<p class='a'", b"<a name=x ", b"&lt;", b"&#x0;", b"&#xD800;", b"&NotEqualTilde;", b"&#1114112;"),
    *(b"\xc2\xa0", b"<font>", b"<form>", b"<button>", b"<frameset>", b"<a href='https://[x'>", b"<a href='//'>"),
    *(b"<a href='#x'>", b"<a href='?'>", b"<a href='http://\xc3\xa4.example:99999/'>"),
)
FRONT = (
    b"---\ntitle: A title\ndate: 2026-11-20 14:30\ntags: [a, b]\ncategories:\n  - Ink\nslug: x\ndraft: false\n---\n\nText *here*.\n",
    b'+++\ntitle = "A title"\ndate = 2026-11-20T10:00:00Z\ntags = ["a", "b"]\n[extra]\nkey = 1\n+++\n\nText.\n',
    b'{"title": "A title", "date": "2026-11-20", "tags": ["a"], "extra": {"a": [1, 2.5, null, true]}}\n\nText.\n',
    b"Title: A title\nDate: 2026-11-20\nTags: a, b\n\nText.\n",
    b"# Only a heading\n\nText.\n",
    *(b"---\n", b"+++\n", b"...\n", b"title: ", b"date: ", b"tags: ", b"aliases: ", b"path: ", b"slug: ", b"lang: "),
    *(b"expires: ", b"updated: ", b"image: ", b"author: ", b"series: ", b"translation: ", b"newsletter: ", b"draft: "),
    *(b"description: ", b"2026-02-30", b"9999-12-31T23:59:59+14:00", b"0001-01-01", b"2026-11-20T24:00", b"12:30:45.123456789"),
    *(b"0000-00-00", b"&a ", b"*a", b"<<: ", b"!!python/object:x ", b"!!binary ", b"? ", b"|\n  ", b">-\n  ", b"{", b"}", b"["),
    *(b"]", b",", b": ", b"- ", b"[[a]]\n", b"[a.b]\n", b'"""', b"'''", b"a.b.c = 1\n", b"0x", b"1_000", b"inf", b"nan", b".inf"),
    *(b"1e400", b"0o17", b"1:30", b'"\\ud800"', b'"\\u0000"', b'"\\x00"', b'"\\U0010FFFF"', b"'\\'", b"%TAG ! x\n", b"#"),
    *(b"\xef\xbb\xbf", b"\xe2\x80\xa8"),
)
TOML = (
    b'title = "A title"\ndate = 2026-11-20T10:00:00Z\ntags = ["a", "b"]\ndraft = false\nweight = 1_000\n[extra]\nkey = {a = 1, b = [2.5, inf]}\n',
    b'"quoted key".sub = \'literal\'\na.b.c = """\nmany\nlines\\\n  joined"""\n[[list]]\nx = 0xff\n[[list]]\ny = 07:32:00\n[list.deep]\nz = 1e3\n',
    *(b"[", b"]", b"[[", b"]]", b"{", b"}", b" = ", b", ", b".", b"a.", b"'a'.", b'"', b"'", b'"""', b"'''", b"#", b"\\"),
    *(b"\\u0000", b"\\U0010FFFF", b"0b1", b"0o7", b"0x", b"+nan", b"-inf", b"1e", b"1.", b"2026-02-30"),
    *(b"1979-05-27 07:32:00-08:00", b"true", b"a = {a.b.", b"[a]\n", b"[[a.b]]\n"),
)
YAML = (
    b"title: A title\ndate: 2026-11-20 14:30\ntags: [a, b]\ncategories:\n  - Ink\n  - {a: 1, b: [2.5, ~]}\ndraft: no\nversion: 3.10\n",
    b'\'quoted key\': >-\n  folded\n  text\n"double": "a\\tb\\u00e9"\nliteral: |\n  one\n   two\nextra:\n  deep:\n    - - a\n      - b\n',
    *(b": ", b":\n", b"- ", b"? ", b"[", b"]", b"{", b"}", b", ", b"&a ", b"*a", b"<<: *a", b"!!str ", b"! ", b"!<tag:x> "),
    *(b"|\n  ", b">+\n  ", b"#", b"---\n", b"...\n", b"%YAML 1.2\n", b"\t", b"  ", b"    ", b"\n", b'"\\x00"', b'"\\ud800"'),
    *(b"''", b"@", b"`", b"0o7", b"1e3", b".nan", b"~"),
)
SITES = (
    b"title: The Press\nurl: https://press.example\nlanguages: [en, es, {code: ar, direction: rtl}]\nzone: Europe/Berlin\nlanding: 10\n",
    b"title: {en: Salt, es: Sal}\ndescription: A blog\nsidebar: [topics, recent, archives]\nnewsletter:\n  grace: 600\n  postal: {en: Here}\n",
    b"theme:\n  light: {paper: '#fff', ink: '#111'}\n  fonts: {text: Georgia}\nframes: [www.youtube.com]\npermalink: /{year}/{slug}/\n",
    *(b"title: ", b"languages: ", b"url: ", b"zone: ", b"permalink: ", b"theme:\n  ", b"light: ", b"newsletter:\n  ", b"'#fff'"),
    *(b"#", b"{", b"}", b"[", b"]", b"- ", b"  ", b": ", b"&a ", b"*a ", b"<<: *a\n", b"? ", b"!!set ", b"en", b"en-"),
    *(b"../../etc/passwd", b"https://", b"javascript:x", b"{slug}", b"{year", b"{title.__class__}", b"url(x)", b"</style>"),
    *(b"@import ", b"'", b'"'),
)
TEMPLATES = (
    b'{% extends "base.html" %}{% block main %}<h1>{{ post.title }}</h1>{{ post.html }}{% endblock %}',
    b"{% for one in posts %}{{ loop.index }} {{ one.title | upper }}{% else %}none{% endfor %}{% set x = 1 %}{{ x + 2 }}",
    b'{% macro m(a, b=1) %}{{ a }}{% endmacro %}{{ m("x") }}{% if post.date %}{{ post.date[:4] }}{% endif %}{# comment #}',
    *(b"{{", b"}}", b"{%", b"%}", b"{#", b"#}", b"{% for i in range(99999) %}", b"{% endfor %}", b"{% if ", b"{% endif %}"),
    *(b"{% set ", b"{{ 'a' * 9999999 }}", b"{{ ().__class__.__bases__ }}", b"{{ post.__init__ }}", b"{{ 9 ** 9 ** 9 }}"),
    *(b"{{ 1 / 0 }}", b"{{ [[]] * 999999 }}", b"{{ '%999999s' % 1 }}", b"{{ x | tojson }}", b"{{ self }}", b"{{ cycler }}"),
    *(b"{% include post.title %}", b"{% raw %}", b"{% endraw %}", b"{% trans %}", b"{% endtrans %}", b"{% block main %}"),
    *(b"{% import 'post.html' as p %}", b"{% include 'post.html' %}", b" | ", b"(", b")", b"[", b"]", b"~", b"**", b" is "),
    *(b" not ", b" and ", b"namespace()", b"| replace('', 'aa')", b"| indent(9999)", b"| center(99)", b"| join", b"| batch(2)"),
    *(b"| slice(9)", b"| map('upper')", b"| sort"),
)
PO = (
    b'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    b'"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\nmsgid "Home"\nmsgstr "Inicio"\n',
    b'#, fuzzy\nmsgid "In %(num)s language"\nmsgid_plural "In %(num)s languages"\nmsgstr[0] "En %(num)s"\nmsgstr[1] "En %(num)s"\n',
    *(b'msgid "', b'msgstr "', b'"\n', b"msgctxt ", b"msgid_plural ", b"msgstr[0] ", b"msgstr[9999999] ", b"#~ ", b"#, ", b"#: "),
    *(b"\\n", b"%(num)s", b"%(name)", b"%s", b"%", b"nplurals=2;", b"nplurals=99999999;", b"plural=", b"n%10", b"?", b":", b"("),
    *(b")", b"!", b"n", b"plural=n**n;", b"plural=__import__;", b"plural=((((((((((n))))))))));", b"charset=utf-7"),
    *(b"charset=nothing", b"Language: ", b'""\n'),
)
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20" viewBox="0 0 10 20"><path d="M0 0"/><style>a{}</style></svg>',
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE svg PUBLIC "x" "y">\n<svg xmlns="http://www.w3.org/2000/svg"><text>a</text></svg>',
    *(b"<g>", b"</g>", b"<script>", b"<script/>", b"<foreignObject>", b'onload="x"', b'xlink:href="', b"href='javascript:x'"),
    *(b"<use ", b"<!ENTITY a '&b;&b;'>", b"<!DOCTYPE svg [", b"]>", b"&a;", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?", b"?>"),
    *(b"<image ", b"@import ", b"url(", b"url(data:", b"u\\72l(", b"/**/", b"style='", b"xmlns:a='http://www.w3.org/1999/xhtml'"),
    *(b"<a:script>", b"width='1e99'", b"width='-1'", b"viewBox='0 0 0 0'", b"viewBox='nan'", b"encoding='utf-16'", b"<animate "),
    b"attributeName='href'",
)
PICTURES = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x10\x00\x00\x00\x10\x08\x02\x00\x00\x00\x90\x91h6",
    b"GIF89a\x10\x00\x10\x00\x80\x00\x00",
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xc0\x00\x11\x08\x00\x10\x00\x10\x03\x01\x22\x00",
    b"RIFF\x24\x00\x00\x00WEBPVP8 \x18\x00\x00\x00\x30\x01\x00\x9d\x01\x2a\x01\x00\x01\x00",
    b"RIFF\x24\x00\x00\x00WEBPVP8X\n\x00\x00\x00\x10\x00\x00\x00\x0f\x00\x00\x0f\x00\x00",
    b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf\x00\x00\x01\x00meta",
    *(b"\xff", b"\xff\xd8", b"\xff\xe1", b"Exif\x00\x00", b"MM\x00*", b"II*\x00", b"\x00" * 8, b"\xff" * 8, b"IHDR", b"VP8L"),
    *(b"ispe", b"irot"),
)
LOG = (
    file(line("/2026/11/20/hello/"), line("/es/x/", GOOGLEBOT)),
    file(line("/a/", sc_status="404"), line("/2026/11/20/%C3%A4/")),
    *(b"\n", b"\t", b"#Fields: ", b"#Version: 1.0\n", b"%", b"%00", b"%2F", b"%25", b"%ZZ", b"GET", b"POST", b"200", b"-", b"/"),
    *(b"//", b"2026-11-25\t11:30:59", b"9999-99-99\t99:99:99", b"\x1f\x8b", b"\x1f\x8b\x08\x00", b"/index.html", b"/_/", b"/../"),
    b"Mozilla/5.0",
)
COLUMNS = tuple(name.encode() for name in LEGACY)
FORMS = (
    b"application/x-www-form-urlencoded\nemail=ann%40example.org&categories=ink&often=daily&all_languages=on",
    b'application/json\n{"email": "ann@example.org", "categories": ["ink"], "often": "each", "lang": "en"}',
    b'multipart/form-data; boundary=x\n--x\r\nContent-Disposition: form-data; name="email"\r\n\r\nann@example.org\r\n--x--\r\n',
    *(b"application/json\n", b"text/plain\n", b"application/x-www-form-urlencoded; charset=utf-16\n"),
    *(b"multipart/form-data; boundary=\n", b"multipart/form-data; boundary*0=x; boundary*1=y\n", b"email=", b"&", b"=", b"%"),
    *(b"%00", b"%F0%9F", b";", b"+", b"[]", b"[", b"{", b"}", b'"email": ', b'"\\ud800"', b"NaN", b"1e999", b"9" * 5000),
    *(b"--x\r\n", b"--x--", b"\r\n\r\n", b"Content-Disposition: form-data; name=", b"Content-Transfer-Encoding: base64\r\n"),
    *(b"filename=x", b"Content-Type: message/rfc822\r\n", b"name*=utf-8''%ff", b"1.2.3.4, ::1"),
)
EVENTS = (
    b'{"eventType": "Bounce", "mail": {"timestamp": "2026-11-25T12:00:00Z", "messageId": "m1", "tags": {"letter": ["l"], "reader": ["r"]}}, '
    b'"bounce": {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": [{"status": "5.1.1"}]}}',
    b'{"Type": "Notification", "Message": "{\\"eventType\\": \\"Complaint\\", \\"mail\\": {\\"tags\\": {}}, \\"complaint\\": {}}"}',
    *(b"{", b"}", b"[", b"]", b'"Message": ', b'"mail": ', b'"tags": ', b'"bounce": ', b"null", b"NaN", b'"\\ud800"', b"1e999"),
    *(b'"eventType": ', b'"0001-01-01T00:00:00+14:00"', b'"9999-12-31T23:59:59-14:00"', b"9" * 5000, b'{"a":'),
)
CSV = (
    b"address,categories,often,since,consent\nann@example.org,ink;zinc,daily,2020-01-01,paper\nbob@example.org,,,,x\n",
    b'email;lang;status\n"ann@example.org";en;following\n"a\nb";es;left\n',
    *(b",", b";", b"\t", b'"', b'""', b"\n", b"\r", b"address", b"email", b"consent", b"since", b"2026-02-30", b"=cmd()", b"@"),
    b"0001-01-01",
)
