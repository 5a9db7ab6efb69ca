"""The documentation builds without a warning, and what is built asks nothing of other machines."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FROM_ELSEWHERE = re.compile(
    r"""(?:<(?:script|img|iframe|link)\b[^>]*?(?:src|href)=|@import\s|url\()["']?(?:https?:)?//"""
)
"""What a browser fetches by itself; a link that somebody clicks is none of it."""


@pytest.mark.study
def test_pages_build_without_a_warning_and_load_nothing_from_elsewhere(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "sphinx",
            "-W",
            "--keep-going",
            "-n",
            "-q",
            "-d",
            tmp_path / "d",
            "docs",
            tmp_path,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    built = [page for ending in ("html", "css") for page in tmp_path.rglob(f"*.{ending}")]
    assert len(built) > 50
    for page in built:
        assert FROM_ELSEWHERE.search(page.read_text(encoding="utf-8")) is None, page


def test_what_a_browser_fetches_is_told_from_links() -> None:
    for fetched in ('<script async src="https://x">', "@import 'https://x'", "url(//x/f.woff)"):
        assert FROM_ELSEWHERE.search(fetched)
    for said in ('<a href="https://x">', '<script src="_static/x.js">', "url(data:image/png;base64,x)"):
        assert not FROM_ELSEWHERE.search(said)
