"""Carries out one order and prints one answer."""

import fcntl
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gameday.workshop.inside import files, history, pipeline, trial
from gameday.workshop.inside.gitting import Answer, OrderRefused

LOOKS: dict[str, Callable[..., Answer]] = {
    "diff": history.diff,
    "show": history.show,
    "sides": history.sides,
    "read": files.read,
    "raw": files.raw,
    "merge": files.merge,
    "ask": pipeline.ask,
    "start": trial.start,
    "stop": trial.stop,
}
ACTS: dict[str, Callable[..., Answer]] = {  # under a lock, one at a time on the whole workbench
    "save": files.save,
    "move": files.move,
    "remove": files.remove,
    "discard": files.discard,
    "commit": history.commit,
    "push": history.push,
    "pull": history.pull,
    "revert": history.revert,
    "settle": history.settle,
    "carry_on": history.carry_on,
    "give_up": history.give_up,
}


def home() -> Path:
    return Path(os.path.realpath(os.environ.get("HOME", "/root")))


def repositories() -> list[str]:
    """The names of the clones in the home folder."""
    return sorted(found.parent.name for found in home().glob("*/.git") if found.is_dir())


def obey(verb: str, repository: str, words: dict[str, Any]) -> Answer:
    """Carry out an order in a repository. Raises OrderRefused."""
    there = repositories()
    if verb == "repositories":
        return {"repositories": there}
    if repository not in there:
        raise OrderRefused("no repository", repositories=there)
    os.chdir(home() / repository)
    if verb == "look":
        return history.look(**words) | {"repositories": there}
    if verb in LOOKS:
        return LOOKS[verb](**words)
    with (trial.folder() / "acts").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return ACTS[verb](**words)


def answer(order: dict[str, Any]) -> str:
    """The answer to an order, or its refusal, as JSON."""
    try:
        told = obey(order["verb"], order["repository"], order["words"])
    except OrderRefused as refusal:
        told = refusal.answer
    except subprocess.TimeoutExpired as late:
        told = {"refused": "slow", "seconds": late.timeout}
    except OSError as error:
        told = {"refused": "system", "said": f"{error.strerror or error}"}
    return json.dumps(told)
