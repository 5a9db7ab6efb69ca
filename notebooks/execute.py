"""Runs notebooks and keeps them beside their sources: `python -m notebooks.execute [NAME ...]`.

A notebook's source is its `.py`, in jupytext's percent format; the `.ipynb` beside it is made of it, with
what its cells show. Each has one cell tagged `parameters`. Its metadata `small` has other values of these,
for a trial that takes seconds; tags `chart` and `table` say what a cell promises to show.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jupytext
import nbformat
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

HERE = Path(__file__).parent
SOURCES = sorted(HERE.glob("[0-9][0-9]_*.py"))
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
QUIET = ["--HistoryManager.enabled=False", "--InteractiveShell.colors=NoColor"]
SECONDS = 1800
"""Longer than any cell takes."""


def read(source: Path) -> Any:
    """The notebook that a `.py` is the source of, without outputs; the same file gives the same bytes."""
    notebook = jupytext.read(source, fmt="py:percent")
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:02d}"  # else by chance
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def small(notebook: Any) -> None:
    """Give the parameters the values of a trial."""
    for place, cell in enumerate(notebook.cells):
        if "parameters" in cell.metadata.get("tags", ()):
            values = cell.metadata["small"]
            lines = "\n".join(f"{name} = {value!r}" for name, value in values.items())
            notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(lines, id="small"))
            return
    raise ValueError("no cell is tagged 'parameters'")


class Kernel:
    """Where notebooks run, one after the other; nothing is left in the home folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        """In which cells are run."""
        self._own = TemporaryDirectory()
        connection = Path(self._own.name) / "kernel.json"
        self._manager = KernelManager(kernel_name="python3", connection_file=str(connection))
        if os.name == "posix":
            self._manager.transport = "ipc"

    def __enter__(self) -> Kernel:
        paths = [str(HERE.parent / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
        apart = dict.fromkeys(("IPYTHONDIR", "JUPYTER_RUNTIME_DIR"), self._own.name)
        environment = os.environ | apart | {"MPLBACKEND": "agg", "PYTHONPATH": os.pathsep.join(paths)}
        self._manager.start_kernel(extra_arguments=QUIET, env=environment, cwd=str(self.folder))
        return self

    def __exit__(self, *_: object) -> None:
        self._manager.shutdown_kernel(now=True)
        self._manager.cleanup_resources()
        self._own.cleanup()

    def execute(self, notebook: Any) -> Any:
        """Run all cells in order, as if nothing had been run before; what they show is then in them.

        Raises
        ------
        CellExecutionError : where a cell fails.
        """
        forget = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("%reset -f")])
        for one in (forget, notebook):
            client = NotebookClient(one, km=self._manager, timeout=SECONDS, record_timing=False)
            try:
                client.execute()
            finally:
                if client.kc is not None:
                    client.kc.stop_channels()
        return notebook


def settle(notebook: Any) -> Any:
    """Take out what differs from one run to the next though nothing has changed."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for count, cell in enumerate(code, start=1):
        cell.metadata.pop("execution", None)
        cell.execution_count = count
        for output in cell.outputs:
            output.get("metadata", {}).clear()
            if "execution_count" in output:
                output.execution_count = count
    notebook.metadata = nbformat.from_dict(METADATA)
    return notebook


def write(source: Path) -> Path:
    """Run a notebook at full size, and write it beside its source."""
    with TemporaryDirectory() as folder, Kernel(Path(folder)) as kernel:
        notebook = settle(kernel.execute(read(source)))
    target = source.with_suffix(".ipynb")
    target.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    return target


def main() -> None:
    """Run those whose names begin as stated; none stated: all."""
    wanted = tuple(sys.argv[1:])
    for source in SOURCES:
        if not wanted or source.stem.startswith(wanted):
            print(source.stem, flush=True)
            write(source)


if __name__ == "__main__":
    main()
