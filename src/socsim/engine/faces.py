"""Whom a client has met before: the very first face is no change of faces."""

from __future__ import annotations

KNOWN, FIRST, CHANGED = range(3)
