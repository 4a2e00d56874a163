"""The registry of all benchmarks."""

from bench import (
    board,
    crowd,
    faults,
    killed,
    latency,
    memory,
    outbreak,
    recap,
    referee,
    sandboxes,
    scenarios,
    soak,
    souvenirs,
    terminal,
)
from bench.report import Benchmark

BENCHMARKS: dict[str, Benchmark] = {
    "board": board.run,
    "crowd": crowd.run,
    "referee": referee.run,
    "recap": recap.run,
    "sandboxes": sandboxes.run,
    "faults": faults.run,
    "latency": latency.run,
    "outbreak": outbreak.run,
    "scenarios": scenarios.run,
    "terminal": terminal.run,
    "memory": memory.run,
    "souvenirs": souvenirs.run,
    "killed": killed.run,
    "soak": soak.run,
}
