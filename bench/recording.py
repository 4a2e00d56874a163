"""What recording for the film adds to the echo of a key: one terminal, recorded and not by turns."""

import time
from collections.abc import Iterator

from bench.parts import median, percentile
from bench.report import Row
from bench.terminal import Line, echo_of_key, open_desk

STRETCH = 3.0  # seconds; longer than from one turn of the writer to the next, so that each stretch bears its own
PAUSE = 0.005  # seconds between two keys


def run(quick: bool) -> Iterator[Row]:
    """The echo of a key in one terminal while it is recorded, to that while it is not."""
    found: dict[bool, list[float]] = {True: [], False: []}
    with open_desk() as desk:
        line = Line(desk)
        line.prepare()
        for number in range(4 if quick else 12):
            for recorded in (True, False) if number % 2 else (False, True):
                line.order(type="record", wanted=recorded)
                time.sleep(0.1)
                line.receive()  # that the server has done so
                found[recorded] += _stretch(line)
        line.close()
    for recorded, name in ((True, "recorded"), (False, "not recorded")):
        seconds = found[recorded]
        note = f"p50 of {len(seconds)}; p99 {percentile(seconds, 99) * 1000:.2f} ms"
        yield Row(f"echo of a key, {name}", median(seconds) * 1000, "ms", note=note)
    yield Row("echo, recorded to not recorded", median(found[True]) / median(found[False]), "x", 1.05)


def _stretch(line: Line) -> list[float]:
    seconds: list[float] = []
    end = time.perf_counter() + STRETCH
    while time.perf_counter() < end:
        seconds.append(echo_of_key(line, len(seconds)))
        time.sleep(PAUSE)
    return seconds
