"""A small project, and small wheels for it to need, so that packages are made without a network."""

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

import pytest

APP = """\
from chalice.app import Chalice, SQSEvent
from chalicelib.model import NAME

app = Chalice(app_name="small")

@app.on_sqs_message(queue="small-queue", batch_size=10)
def work(event: SQSEvent) -> None:
    print(NAME)

@app.route("/hello")
def hello() -> str:
    return NAME
"""
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}]}
CONFIG = {"version": "2.0", "app_name": "small", "autogen_policy": False, "stages": {"dev": {"api_gateway_stage": "api"}}}
LEAF = {"leaf/__init__.py": "GREEN = True\n", "leaf/__init__.pyi": "GREEN: bool\n", "leaf/tests/test_leaf.py": "assert False\n"}

PLAIN_TAG = "py3-none-any"


def project(folder: Path, app: str = APP) -> Path:
    """A project that needs `leaf`, and nothing is locked yet."""
    files = {
        "app.py": app,
        "chalicelib/__init__.py": "",
        "chalicelib/model.py": 'NAME = "small"\n',
        "templates/page.html": "<p>{{ text }}</p>\n",
        "templates/desk/app/list.js": "",
        "templates/phrases/refusals/de.po": "",
        ".chalice/config.json": json.dumps(CONFIG),
        ".chalice/policy-dev.json": json.dumps(POLICY),
        "requirements.lock": "",
        "requirements-authoring.lock": "",
        "requirements-images.lock": "",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def needing_leaf(folder: Path, shelf: Path) -> Path:
    """A project that needs `leaf`, whose wheel lies on the shelf."""
    made = project(folder)
    (made / "requirements.lock").write_text(locked(wheel(shelf, LEAF)))
    return made


def wheel(shelf: Path, files: Mapping[str, str | bytes], name: str = "leaf", tag: str = PLAIN_TAG) -> Path:
    """A wheel of these files."""
    shelf.mkdir(parents=True, exist_ok=True)
    path, info = shelf / f"{name}-1.0-{tag}.whl", f"{name}-1.0.dist-info"
    with ZipFile(path, "w") as archive:
        for file, content in files.items():
            archive.writestr(file, content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: {tag}\n")
        archive.writestr(f"{info}/RECORD", "")
    return path


def source(shelf: Path, name: str) -> Path:
    """The source of a module, from which its wheel is yet to be built."""
    shelf.mkdir(parents=True, exist_ok=True)
    files = {
        "setup.py": f"from setuptools import setup\nsetup(name={name!r}, version='1.0', py_modules=[{name!r}])\n",
        f"{name}.py": "",
        "PKG-INFO": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
    }
    path = shelf / f"{name}-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for file, text in files.items():
            about = tarfile.TarInfo(f"{name}-1.0/{file}")
            about.size = len(text)
            archive.addfile(about, io.BytesIO(text.encode()))
    return path


def locked(path: Path) -> str:
    """The line of a lock for this wheel."""
    return f"{path.name.split('-')[0]}==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


def only(monkeypatch: pytest.MonkeyPatch, shelf: Path) -> None:
    """Let pip find nothing but what lies on the shelf."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
