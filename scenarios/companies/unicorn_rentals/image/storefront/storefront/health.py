"""Who is well and who is not, for /healthz: one entry a dependency, with its latency and, if ill, the reason."""

import shutil
from collections.abc import Callable
from time import monotonic, perf_counter
from typing import Any

from . import RELEASE, settings
from .shop import Shop

STARTED = monotonic()


def report(shop: Shop) -> dict[str, Any]:
    """status is ok, degraded (the shop sells, something is missing) or failing (it does not sell)."""
    pool = shop.stable.pool
    checks = {
        "db": _check(shop.stable.ping) | {"pool": {"size": pool.config.pool_size, "in_use": pool.in_use, "waiting": pool.waiting}},
        "cache": _check(shop.cache.ping),
        "recognizer": _check(shop.recognizer.ping),
        "till": _check(shop.till.ping),
        "spool": _check(lambda: _room(shop)) | {"free_bytes": _free(shop)},
    }
    vital = checks["db"]["ok"] and checks["spool"]["ok"]
    well = all(check["ok"] for check in checks.values())
    return {
        "status": "ok" if well else "degraded" if vital else "failing",
        "release": RELEASE,
        "team": settings.team().name,
        "uptime_s": round(monotonic() - STARTED, 1),
        "checks": checks,
    }


def _check(ask: Callable[[], object]) -> dict[str, Any]:
    started = perf_counter()
    try:
        ask()
        detail = "fine"
    except Exception as error:  # a health page must come up whatever is broken
        detail = str(error) or type(error).__name__
    return {"ok": detail == "fine", "latency_ms": round((perf_counter() - started) * 1000, 1), "detail": detail}


def _free(shop: Shop) -> int:
    folder = shop.settings.shop.spool
    return shutil.disk_usage(folder).free if folder.exists() else 0


def _room(shop: Shop) -> None:
    if _free(shop) < 64 * 1024:
        raise OSError(f"{shop.settings.shop.spool} is full")
