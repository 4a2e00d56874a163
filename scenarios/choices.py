"""What a container or a probe can be said to be. Stored and sent as these values; what people read is written elsewhere."""

from enum import StrEnum


class ContainerStatus(StrEnum):
    """Docker's words for the state of a container, and `gone` for one that it does not know."""

    CREATED = "created"
    RUNNING = "running"
    PAUSED = "paused"
    RESTARTING = "restarting"
    REMOVING = "removing"
    EXITED = "exited"
    DEAD = "dead"
    GONE = "gone"


class Outcome(StrEnum):
    """What a probe or an objective's check came to."""

    OK = "ok"
    FAIL = "fail"
    ERROR = "error"  # the probe itself could not run, which is nobody's fault
