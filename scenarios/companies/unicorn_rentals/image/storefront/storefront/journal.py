"""The append-only journal of bookings, one JSON line each; and `reconcile`, which brings back what the database lost."""

import argparse
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import settings
from .database import Pool, Unavailable
from .stable import Stable


class Journal:
    """Appends are whole lines, one at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def append(self, event: dict[str, Any]) -> None:
        line = json.dumps({"at": datetime.now(UTC).isoformat(), **event}) + "\n"
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a") as file:
                file.write(line)

    def events(self) -> Iterator[dict[str, Any]]:
        """Every readable line; a line that was cut off is skipped."""
        if not self.path.exists():
            return
        with self.path.open() as file:
            for line in file:
                try:
                    yield json.loads(line)
                except ValueError:
                    continue


def main() -> None:
    parser = argparse.ArgumentParser(prog="reconcile", description="Bring back bookings that the journal knows and the database lost.")
    parser.add_argument("--dry-run", action="store_true", help="only say what is missing")
    options = parser.parse_args()
    config = settings.load()
    pool = Pool(config.database)
    events = [event for event in Journal(config.shop.journal).events() if event.get("event") == "booked"]
    try:
        back = sum(_missing(pool, event) if options.dry_run else Stable(pool).bring_back(event) for event in events)
    except Unavailable as error:
        raise SystemExit(f"reconcile: the database cannot be asked: {error}") from error
    print(f"{len(events)} bookings in the journal, {back} {'missing' if options.dry_run else 'brought back'}")


def _missing(pool: Pool, event: dict[str, Any]) -> bool:
    with pool.cursor() as cursor:
        cursor.execute("SELECT 1 FROM bookings WHERE unicorn_id = %(unicorn)s AND starts_on = %(starts_on)s", event)
        return cursor.fetchone() is None


if __name__ == "__main__":
    main()
