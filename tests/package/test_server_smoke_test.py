"""The smoke test of a server: it answers at the address that it prints, and ends well by Ctrl-C."""

import sys
from pathlib import Path

import pytest

from infra.package.server_smoke_test import SmokeTestError, serve

pytestmark = pytest.mark.slow

SERVER = """
import sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response({status})
        self.end_headers()
        self.wfile.write(b"Hello")

server = HTTPServer(("127.0.0.1", 0), Handler)
print(f"Site: http://127.0.0.1:{{server.server_port}}/", flush=True)
try:
    server.serve_forever()
except KeyboardInterrupt:
    {end}
"""
FAULTY = {
    "it ends with a status": (SERVER.format(status=200, end="sys.exit(3)"), "it ended with 3 by Ctrl-C"),
    "it goes on": (SERVER.format(status=200, end="threading.Event().wait()"), "it still runs"),
    "it answers with an error": (SERVER.format(status=500, end="pass"), "nothing answers"),
    "it prints no address": ("import time; print('Hello', flush=True); time.sleep(60)", "nothing answers"),
    "it fails": ("raise SystemExit('no port')", "no port"),
}


def test_a_page_is_what_the_server_gave(tmp_path: Path) -> None:
    assert serve([sys.executable, "-c", SERVER.format(status=200, end="pass")], tmp_path) == "Hello"
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("kind", FAULTY)
def test_a_faulty_server_is_found_out(kind: str, tmp_path: Path) -> None:
    program, why = FAULTY[kind]

    with pytest.raises(SmokeTestError, match=why):
        serve([sys.executable, "-c", program], tmp_path, most=2)
