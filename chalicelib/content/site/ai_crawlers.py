"""Crawlers that read for language models and their assistants, by the names that they look for in `robots.txt`.

The names are those that their operators document; the public list `ai.robots.txt` (github.com/ai-robots-txt/ai.robots.txt) helped
to find them, in November 2026. Crawlers that also serve search engines or previews of links are left out: a site that forbids
them is no longer found. Whether a crawler obeys is up to its operator.
"""

from collections.abc import Mapping

BY_OPERATOR: Mapping[str, tuple[str, ...]] = {
    "Ai2": ("AI2Bot", "Ai2Bot-Dolma"),
    "Amazon": ("Amazonbot", "bedrockbot"),
    "Anthropic": ("ClaudeBot", "Claude-User", "Claude-SearchBot", "Claude-Web", "anthropic-ai"),
    "Apple": ("Applebot-Extended",),
    "ByteDance": ("Bytespider", "TikTokSpider"),
    "Cohere": ("cohere-ai", "cohere-training-data-crawler"),
    "Common Crawl": ("CCBot",),
    "DeepSeek": ("DeepSeekBot",),
    "Diffbot": ("Diffbot",),
    "DuckDuckGo": ("DuckAssistBot",),
    "Google": ("Google-Extended", "Google-CloudVertexBot", "Google-NotebookLM", "Gemini-Deep-Research"),
    "Huawei": ("PanguBot",),
    "LAION": ("img2dataset", "LAIONDownloader"),
    "Meta": ("meta-externalagent", "meta-externalfetcher", "FacebookBot"),
    "Mistral": ("MistralAI-User",),
    "OpenAI": ("GPTBot", "ChatGPT-User", "OAI-SearchBot"),
    "Perplexity": ("PerplexityBot", "Perplexity-User"),
    "Timpi": ("Timpibot",),
    "Webz.io": ("omgili", "omgilibot", "webzio-extended"),
    "You.com": ("YouBot",),
}
NAMES: tuple[str, ...] = tuple(name for names in BY_OPERATOR.values() for name in names)
