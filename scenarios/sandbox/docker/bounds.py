"""What a container may take of its machine beside CPU and memory: disk, logs, and a fair share of what all want at once.

Each bound is one that the engine keeps. What it cannot keep, because its storage knows no quota, the game watches.
"""

from collections.abc import Mapping
from typing import Any

from docker.types import LogConfig, Ulimit

MIB = 1024 * 1024
REFUSALS = ("storage-opt", "quota")  # words of an engine whose storage keeps none
GROUP = "gameday"


def log_config(megabytes: int) -> LogConfig:
    """The container's own output is kept up to that size: what is older goes."""
    return LogConfig(type=LogConfig.types.JSON, config={"max-size": f"{megabytes}m", "max-file": "1"})


def ulimits(file_mb: int) -> list[Ulimit]:
    """No file may grow beyond `file_mb`, and no process leaves a core: that one may land outside of the container."""
    largest = file_mb * MIB
    return [Ulimit(name="fsize", soft=largest, hard=largest), Ulimit(name="core", soft=0, hard=0)]


def may_have_quota(info: Mapping[str, Any]) -> bool:
    """Whether it is worth trying to give a container a quota on this engine.

    An xfs must be mounted with pquota, which shows only by trying. btrfs has quotas too, but counts the image as well.
    """
    backing = dict(info.get("DriverStatus") or []).get("Backing Filesystem", "")
    return info["Driver"] == "zfs" or (info["Driver"] == "overlay2" and backing == "xfs")


def refuses_quota(error: str) -> bool:
    """Whether the engine has refused to make a container because of its quota."""
    return any(word in error.lower() for word in REFUSALS)


def storage_options(disk_mb: int) -> dict[str, str]:
    """The quota for all that one container writes."""
    return {"size": f"{disk_mb}m"}


def share_group(info: Mapping[str, Any], door: int) -> str | None:
    """The control group of all containers of the sandbox with that door; None where this engine lets us have none.

    Each group has the same weight, and so has each sandbox while several want CPU or disk at once, however many
    of its containers are busy. Engines leave an empty group behind, so they are named by what is used again.
    """
    if any("rootless" in option for option in info.get("SecurityOptions") or []):
        return None
    names = {"cgroupfs": f"/docker/{GROUP}/{door}", "systemd": f"system-{GROUP}-{door}.slice"}
    return names.get(info.get("CgroupDriver", ""))
