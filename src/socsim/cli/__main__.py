"""`python -m socsim.cli`."""

from __future__ import annotations

from socsim.cli import main

main()
