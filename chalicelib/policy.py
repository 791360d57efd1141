"""What may run in a page: what the policy of `templates/policy.html`, and those that servers send, have in common."""

from base64 import b64encode
from hashlib import sha256

FIRST_SCRIPT = "try{let s=localStorage.scheme;s&&(document.documentElement.dataset.scheme=s)}catch{}"
"""The script of `templates/dress.html`, the only one that stands in a page itself: it applies the reader's light or dark."""
SCRIPTS = f"'self' 'sha256-{b64encode(sha256(FIRST_SCRIPT.encode()).digest()).decode()}'"
"""The scripts that may run: the site's own files, and that one."""
