"""`socsim explore`: serves the page to this machine, and to nobody else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from socsim.scenario.errors import UserError

SETTINGS = {
    "server.address": "127.0.0.1",
    "server.fileWatcherType": "none",
    "server.enableStaticServing": "false",
    "browser.gatherUsageStats": "false",
    "browser.serverAddress": "127.0.0.1",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
}


def command(
    file: Path, set: Sequence[str] = (), language: str = "en", port: int | None = None, browser: bool = True
) -> list[str]:
    """What starts the server.

    Parameters
    ----------
    port : None: the first that is free from 8501.
    browser : whether to open it in a browser.
    """
    words = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).with_name("page.py"))]
    settings = SETTINGS | {"server.headless": str(not browser).lower()}
    if port is not None:
        settings["server.port"] = str(port)
    for name, value in settings.items():
        words += [f"--{name}", value]
    return [*words, "--", str(file), language, *set]


def serve(
    file: Path,
    *,
    set: Sequence[str] = (),
    language: str = "en",
    port: int | None = None,
    browser: bool = True,
) -> int:
    """Serve until Ctrl-C; the exit code.

    Raises
    ------
    UserError : where the scenario will not do, or what serves is not installed.
    """
    from socsim.engine import chosen
    from socsim.experiment.run import said
    from socsim.scenario.reading import load

    load(file, set=set)  # what is wrong is said here, where it was asked
    if find_spec("streamlit") is None:
        raise UserError(["exploring needs streamlit: pip install 'socsim[explore]'"])
    chosen().prepare(said(True, language))  # what has to be compiled is, before somebody waits for a page
    running = subprocess.Popen(command(file, set, language, port, browser))
    try:
        return running.wait()
    except KeyboardInterrupt:
        running.terminate()
        running.wait()
        return 0
