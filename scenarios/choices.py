"""Container states, outcomes of probes, kinds of invariants, as they are stored and sent. Texts for people are elsewhere."""

from enum import StrEnum


class ContainerStatus(StrEnum):
    """Docker's words for the state of a container, and `gone` for a container that does not exist."""

    CREATED = "created"
    RUNNING = "running"
    PAUSED = "paused"
    RESTARTING = "restarting"
    REMOVING = "removing"
    EXITED = "exited"
    DEAD = "dead"
    GONE = "gone"


class Outcome(StrEnum):
    """The result of a probe or of an objective's check."""

    OK = "ok"
    FAIL = "fail"
    ERROR = "error"  # the probe itself could not run: this says nothing about the shop


class Keeps(StrEnum):
    """What of an invariant's output must still be there later."""

    LINES = "lines"  # every line of it
    NUMBER = "number"  # a number that is at least as large


class RunStep(StrEnum):
    """How far a single run of a scenario is (scenarios/proof/single_run)."""

    SPARE = "run-spare"  # its sandbox is built, or its containers are made anew
    STEADY = "run-steady"
    FAULTS = "run-faults"
    SOLUTION = "run-solution"
    AFTERWARDS = "run-afterwards"
