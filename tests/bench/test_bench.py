"""The benchmarks themselves: they list, they report, they count frames, and a small board run loses nothing."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from bench.programs.board_watchers import frames
from bench.registry import BENCHMARKS
from bench.report import Row, as_json, table

SMALL_BOARD = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "gameday.settings"
django.setup()
from bench import board
rows = {row.name: row.value for row in board.measure(board.Size(sockets=50, rounds=1, messages=3, pages=3))}
print(json.dumps(rows))
"""

ENDLESS = """
import sys, time
from bench import __main__ as main
from bench.parts import process
def endless(quick):
    with process("-c", "import time; time.sleep(600)") as child:
        print(child.pid, flush=True)
        time.sleep(600)
        yield
main.BENCHMARKS["endless"] = endless
sys.argv = ["bench", "endless"]
sys.exit(main.main())
"""


def run(*words, **options):
    return subprocess.run([sys.executable, *words], cwd=settings.BASE_DIR, capture_output=True, text=True, **options)


def test_list_names_every_benchmark_with_a_sentence():
    said = run("-m", "bench", "--list", check=True).stdout.splitlines()
    assert [line.split()[0] for line in said] == list(BENCHMARKS)
    assert all(line.endswith(".") for line in said)


def test_a_benchmark_that_does_not_exist_is_refused_with_those_that_do():
    done = run("-m", "bench", "borad")
    assert done.returncode == 2
    assert "there is no benchmark borad; there are board, crowd" in done.stderr


def test_a_benchmark_that_is_ended_ends_what_it_has_started():
    words = [sys.executable, "-c", ENDLESS]
    bench = subprocess.Popen(words, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    with bench:
        child = int(bench.stdout.readline())
        bench.terminate()
        assert bench.wait(60) == 130
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_row_is_met_at_its_target_and_without_one_it_says_nothing():
    assert [Row("x", 1.2, "x", 1.2).met, Row("x", 1.21, "x", 1.2).met, Row("x", 1.0, "x").met] == [True, False, None]


def test_the_table_says_what_was_not_met():
    text = table([("board", Row("to bare", 1.5, "x", 1.2)), ("board", Row("lost", 0, "", 0))])
    assert [line.split("|")[5].strip() for line in text.splitlines()[2:]] == ["NO", "yes"]
    told = json.loads(as_json([("board", Row("to bare", 1.5, "x", 1.2))], {"memory": "no /proc"}))
    assert told["rows"][0]["met"] is False
    assert told["could_not_run"] == {"memory": "no /proc"}


@pytest.mark.parametrize("size", [5, 126, 70_000])
def test_watchers_cut_a_stream_into_frames_wherever_it_breaks(size):
    length = {5: b"\x05", 126: b"\x7e\x00\x7e", 70_000: b"\x7f" + size.to_bytes(8)}[size]
    stream = (b"\x81" + length + b"x" * size) * 2
    for cut in (1, 3, 9, size, len(stream) - 1):
        first, rest = frames(stream[:cut])
        second, rest = frames(rest + stream[cut:])
        assert first + second == [(1, b"x" * size)] * 2
        assert rest == b""


@pytest.mark.stack
def test_a_small_board_run_loses_nothing_on_any_server():
    done = run("-c", SMALL_BOARD, timeout=180)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout.splitlines()[-1])
    assert (rows["frames lost"], rows["frames lost, bare and channels"]) == (0, 0)
    assert rows["board page, idle"] > 0
