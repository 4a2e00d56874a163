"""Benchmarks against real parts: `python -m bench [NAME …] [--json] [--quick] [--list]`."""
