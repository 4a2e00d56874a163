"""Benchmarks of the issue's numbers on real parts: `python -m bench [NAME …] [--json] [--quick] [--list]`."""
