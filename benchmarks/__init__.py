"""Benchmarks of the engines against their peers: `python -m benchmarks.run`."""
