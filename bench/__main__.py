"""The command: runs the chosen benchmarks and prints a table. Exits with 1 only if one could not run."""

import argparse
import os
import resource
import signal
import sys
import time
from contextlib import suppress

import django
from redis.exceptions import RedisError

from bench.report import CannotRun, Row, as_json, table

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gameday.settings")
# an installation name of its own, so that no topic in Redis and no label on the engine belongs to a real game day
os.environ["GAMEDAY_INSTALLATION"] = os.environ.get("GAMEDAY_INSTALLATION", "gameday") + "-bench"
django.setup()

from bench.parts import forget  # noqa: E402
from bench.registry import BENCHMARKS  # noqa: E402  (apps must be loaded first)


def main() -> int:
    asked = _arguments()
    if asked.list:
        print("\n".join(f"{name:12} {(run.__doc__ or '').splitlines()[0]}" for name, run in BENCHMARKS.items()))
        return 0
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(130))  # as Ctrl-C: what was started is ended
    _many_sockets()
    rows: list[tuple[str, Row]] = []
    failures: dict[str, str] = {}
    for name in asked.names or BENCHMARKS:
        _play(name, asked.quick, rows, failures)
    print(as_json(rows, failures) if asked.json else table(rows))
    for name, why in failures.items():
        print(f"{name} could not run: {why}", file=sys.stderr)
    return 1 if failures else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure what is promised, on real parts.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(BENCHMARKS)} (default: all)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help="few rounds and few sandboxes: minutes become seconds")
    parser.add_argument("--list", action="store_true", help="say which benchmarks there are")
    asked = parser.parse_args()
    for name in set(asked.names) - BENCHMARKS.keys():
        parser.error(f"there is no benchmark {name}; there are {', '.join(BENCHMARKS)}")
    return asked


def _play(name: str, quick: bool, rows: list[tuple[str, Row]], failures: dict[str, str]) -> None:
    began = time.monotonic()
    print(f"# {name} …", file=sys.stderr, flush=True)
    try:
        for row in BENCHMARKS[name](quick):
            rows.append((name, row))
            print(f"#   {row.name}: {row.value:.2f} {row.unit}", file=sys.stderr, flush=True)
    except CannotRun as error:
        failures[name] = str(error)
    except Exception as error:
        failures[name] = f"{type(error).__name__}: {error}"
    with suppress(RedisError):
        forget()
    print(f"# {name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _many_sockets() -> None:
    """Raise the limit of open files: a thousand sockets need more than a shell usually allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    sys.exit(main())
