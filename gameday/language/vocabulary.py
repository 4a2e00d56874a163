"""Words that rows hold as codes (states, seats, categories, faults), as a person reads them in their language."""

from contextlib import AbstractContextManager
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from gameday.models import GameDay
from gameday.models.choices import (
    Actor,
    BuildStep,
    GameDayState,
    HostMove,
    HostStatus,
    IncidentState,
    InjectionState,
    PreflightState,
    PreflightVerdict,
    SandboxState,
)
from scenarios.choices import RunStep

WORDS: dict[str, Any] = {
    **dict(GameDayState.choices),
    "halted": _lazy("halted"),
    **dict(SandboxState.choices),
    **dict(BuildStep.choices),
    **dict(HostStatus.choices),
    **dict(HostMove.choices),
    **dict(IncidentState.choices),
    **dict(InjectionState.choices),
    "failed": _lazy("failed"),
    **dict(PreflightState.choices),
    **dict(PreflightVerdict.choices),
    RunStep.SPARE: _lazy("the spare is made ready"),
    RunStep.STEADY: _lazy("is everything well?"),
    RunStep.FAULTS: _lazy("the faults go in"),
    RunStep.SOLUTION: _lazy("the solution is played"),
    RunStep.AFTERWARDS: _lazy("the faults come out"),
    # seats
    "dev": _lazy("Dev"),
    "ops": _lazy("Ops"),
    "both": pgettext_lazy("seats", "together"),
    # categories of scenarios
    "stability": _lazy("Stability"),
    "performance": _lazy("Performance"),
    "network": _lazy("Network"),
    "development": _lazy("Development"),
    "pipeline": _lazy("Pipeline"),
    "documentation": _lazy("Documentation"),
    "backup": _lazy("Backup"),
    "security": _lazy("Security"),
    # objectives
    "answer": _lazy("an answer"),
    "probe": _lazy("a customer's journey"),
    "command": _lazy("a look inside"),
    "both_keys": _lazy("both keys"),
    "update": _lazy("an update for the boss"),
    # kinds of faults: what each of them does
    "backup.corrupt": _lazy("The backups are cut short"),
    "cache.evict": _lazy("Keys fall out of the cache"),
    "cache.flush": _lazy("The cache is emptied"),
    "clock.skew": _lazy("A service's clock is wrong"),
    "config.replace": _lazy("A configuration file is changed"),
    "container.kill": _lazy("The container is killed"),
    "container.pause": _lazy("The container is frozen: it accepts connections and never answers"),
    "container.remove": _lazy("The container is gone"),
    "container.restart": _lazy("The container is restarted"),
    "container.stop": _lazy("The container is stopped"),
    "cpu.burn": _lazy("Something in the container eats the CPU"),
    "cpu.limit": _lazy("The container's CPU quota is cut"),
    "db.drop": _lazy("A table's data is lost"),
    "db.lock": _lazy("A forgotten transaction holds a lock"),
    "db.pool": _lazy("Every connection of the database is taken"),
    "db.read": _lazy("A long read holds its lock"),
    "db.rename": _lazy("A column goes by another name"),
    "db.sequence": _lazy("The numbers run out"),
    "db.slow": _lazy("An index is missing"),
    "deploy.bad": _lazy("A bad release is deployed"),
    "disk.fill": _lazy("A disk is full"),
    "document.rewrite": _lazy("A page that people rely on is rewritten"),
    "fd.exhaust": _lazy("A service may open no more files"),
    "memory.leak": _lazy("Something in the container takes more and more memory"),
    "memory.limit": _lazy("The container's memory limit is lowered"),
    "network.delay": _lazy("Packets come late"),
    "network.dns": _lazy("A name leads to the wrong place"),
    "network.loss": _lazy("Packets get lost"),
    "network.partition": _lazy("Packets between two roles vanish"),
    "network.rate": _lazy("The line is thin"),
    "network.reset": _lazy("Connections between two roles are reset"),
    "permissions": _lazy("A file belongs to the wrong people"),
    "pipeline.break": _lazy("Nothing is tested any more, and main is broken"),
    "process.kill": _lazy("A service is killed and stays dead"),
    "process.stop": _lazy("A service is stopped in its tracks"),
    "queue.flood": _lazy("A queue is full of what nobody needs"),
    "secret.rotate": _lazy("A password is changed in one place only"),
    "tls.expire": _lazy("A TLS certificate has run out"),
    "traffic.surge": _lazy("A crowd is at the gate"),
}


def translate_code(code: str) -> str:
    """The word for a code in the reader's language; a code without one stays as it is."""
    return str(WORDS.get(code, code))


def actor_name(by: str) -> str | Promise:
    """Who did it, as a person reads it: the label of an Actor, which is lazy, or the person's name as it is."""
    return Actor(by).label if by in Actor.values else by


def in_language_of(gameday: GameDay) -> AbstractContextManager[None]:
    """What is said in this block is in the language of the game day: rows are read by everybody."""
    return translation.override(gameday.language)


def say_in_language_of(gameday: GameDay, text: str | Promise) -> str:
    """A lazy text in the language of the game day, to be stored; a text that is not lazy stays as it is."""
    with in_language_of(gameday):
        return str(text)
