"""A finished game day as rows, for benchmarks of what comes after it. They call play_day() and nothing else of here."""

from bench.played_day.day import play_day

__all__ = ["play_day"]
