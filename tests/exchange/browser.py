"""A real browser without a network: what a page becomes, what it asks for, what it complains of."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MANNERS = (
    "--headless",
    "--no-sandbox",  # root, in a container
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--enable-logging=stderr",
    "--virtual-time-budget=5000",
)
_ITSELF = "not an origin"
_OWN = ("chrome", "devtools", "data", "about", "file", "blob")


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page came to.

    Attributes
    ----------
    dom : its document, without the text of its scripts and styles
    asked : the addresses it asked for
    complaints : of its console
    """

    dom: str
    asked: frozenset[str]
    complaints: tuple[str, ...]

    def count(self, pattern: str) -> int:
        """Count the places in the document that a pattern fits."""
        return len(re.findall(pattern, self.dom))


def find_browser() -> str:
    """Return the program, or skip the test."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        pytest.skip("no Chromium here: apt-get install chromium")
    return found


def visit(page: Path, folder: Path) -> Visit:
    """Open a page of the disk with the network off; files of the visit go into `folder`."""
    log = folder / "net.json"
    done = _run(folder, f"--log-net-log={log}", "--dump-dom", page.as_uri())
    records = json.loads(log.read_text(encoding="utf-8", errors="replace"))["events"]
    # What the browser asks for on its own behalf has no page that initiated it.
    pages = (record.get("params", {}) for record in records)
    urls = {str(r["url"]) for r in pages if r.get("initiator", _ITSELF) != _ITSELF and "url" in r}
    asked = {url for url in urls if url.partition(":")[0] not in _OWN}
    complaints = re.findall(r'CONSOLE[^\]]*\] "(.*?)", source', done.stderr, re.DOTALL)
    dom = re.sub(r"<(script|style)>.*?</\1>", "", done.stdout, flags=re.DOTALL)
    return Visit(dom, frozenset(asked), tuple(complaints))


def photograph(page: Path, picture: Path, size: tuple[int, int]) -> None:
    """Take a picture of a page."""
    width, height = size
    _run(picture.parent, f"--window-size={width},{height}", f"--screenshot={picture}",
         page.as_uri())  # fmt: skip


def _run(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    profile = f"--user-data-dir={folder / 'profile'}"
    return subprocess.run(
        [find_browser(), *_MANNERS, profile, *words],
        capture_output=True, text=True, timeout=120, check=True, encoding="utf-8",
        errors="replace",
    )  # fmt: skip
