"""Carries out one order and prints one answer."""

import fcntl
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gameday.workshop.inside import documents, files, history, pipeline, pytest_run
from gameday.workshop.inside.git_commands import Answer, OrderRefused

READING_ORDERS: dict[str, Callable[..., Answer]] = {
    "diff": history.difference,
    "show": history.show,
    "sides": history.conflict_difference,
    "read": files.read_text,
    "raw": files.read_base64,
    "merge": files.merge,
    "ask": pipeline.request,
    "release": history.release,
    "start": pytest_run.start,
    "stop": pytest_run.stop,
}
CHANGING_ORDERS: dict[str, Callable[..., Answer]] = {  # under a lock, one at a time on the whole workbench
    "save": files.save,
    "move": files.move,
    "remove": files.remove,
    "discard": files.discard,
    "commit": history.commit,
    "push": history.push,
    "pull": history.pull,
    "revert": history.revert,
    "settle": history.resolve_conflict,
    "carry_on": history.continue_operation,
    "give_up": history.abort_operation,
}


def home_folder() -> Path:
    return Path(os.path.realpath(os.environ.get("HOME", "/root")))


def repositories() -> list[str]:
    """The names of the clones in the home folder."""
    return sorted(found.parent.name for found in home_folder().glob("*/.git") if found.is_dir())


def carry_out(verb: str, repository: str, arguments: dict[str, Any]) -> Answer:
    """Carry out an order in a repository. Raises OrderRefused."""
    known = repositories()
    if verb == "repositories":
        return {"repositories": known}
    if verb == "documents":
        return documents.tell_documents(home_folder(), known, **arguments)
    if repository not in known:
        raise OrderRefused("no repository", repositories=known)
    os.chdir(home_folder() / repository)
    if verb == "look":
        return history.repository_state(**arguments) | {"repositories": known}
    if verb in READING_ORDERS:
        return READING_ORDERS[verb](**arguments)
    with (pytest_run.record_folder() / "acts").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return CHANGING_ORDERS[verb](**arguments)


def answer(order: dict[str, Any]) -> str:
    """The answer to an order, or its refusal, as JSON."""
    try:
        result = carry_out(order["verb"], order["repository"], order["arguments"])
    except OrderRefused as refusal:
        result = refusal.answer
    except subprocess.TimeoutExpired as late:
        result = {"refused": "slow", "seconds": late.timeout}
    except OSError as error:
        result = {"refused": "system", "said": f"{error.strerror or error}"}
    return json.dumps(result)
