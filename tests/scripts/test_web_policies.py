"""The image that serves the pages by itself holds them to the same policy as the server does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from backend.pages.site import page_policy

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "interviews.example.org:8443"


def test_the_pages_have_the_servers_policy(tmp_path: Path) -> None:
    (tmp_path / "login").mkdir()
    for name, content in {
        "index.html": '<script>a("é")</script><script src="/b.js"></script><script>c\n</script>',
        "404.html": "<p>Nothing</p><script>d</script><script>d</script>",
        "login/index.html": "<p>No script</p>",
    }.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    policies = written(tmp_path)
    assert set(policies) == {"/", "/404.html", "/index.html", "/login/", "/login/index.html"}
    for address, scripts in policies.items():
        page = tmp_path / address.removeprefix("/")
        if page.is_dir():
            page /= "index.html"
        assert caddys_policy(scripts) == page_policy(page, HOST)


def written(folder: Path) -> dict[str, str]:
    """The inline scripts of each address, as web/policies.mjs tells them to Caddy."""
    program = str(ROOT / "web" / "policies.mjs")
    said = subprocess.run(
        [sys.executable, "-m", "scripts.node", "node", program, str(folder)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    pages = dict(re.findall(r'^\t(\S+) "(.*)"$', said, re.MULTILINE))
    assert pages.pop("default") == pages["/404.html"]
    return pages


def caddys_policy(scripts: str) -> str:
    """The header that web/Caddyfile sends."""
    (template,) = re.findall(
        r'Content-Security-Policy "(.*)"', (ROOT / "web" / "Caddyfile").read_text()
    )
    policy = template.replace("{inline_scripts}", scripts).replace("{hostport}", HOST)
    return re.sub(r" +;", ";", policy)
