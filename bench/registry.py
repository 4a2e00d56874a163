"""The registry of all benchmarks."""

from bench import (
    board,
    bombs,
    crowd,
    desk,
    faults,
    films,
    killed,
    latency,
    memory,
    outbreak,
    recap,
    recording,
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
    "bombs": bombs.run,
    "faults": faults.run,
    "latency": latency.run,
    "outbreak": outbreak.run,
    "scenarios": scenarios.run,
    "desk": desk.run,
    "terminal": terminal.run,
    "recording": recording.run,
    "memory": memory.run,
    "films": films.run,
    "souvenirs": souvenirs.run,
    "killed": killed.run,
    "soak": soak.run,
}
