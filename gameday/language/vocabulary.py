"""Words that rows hold as codes (states, seats, categories, faults), as a person reads them in their language."""

from contextlib import AbstractContextManager
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gameday.models import GameDay

WORDS: dict[str, Any] = {
    # game day
    "draft": _("draft"),
    "provisioning": _("provisioning"),
    "lobby": _("lobby"),
    "running": _("running"),
    "paused": _("paused"),
    "finished": _("finished"),
    "archived": _("archived"),
    "halted": _("halted"),
    # sandbox, and the steps of one service
    "requested": _("requested"),
    "building": _("building"),
    "ready": _("ready"),
    "broken": _("broken"),
    "gone": _("gone"),
    "creating": _("creating"),
    "starting": _("starting"),
    "healthy": _("healthy"),
    # incident and injection
    "scheduled": _("scheduled"),
    "injecting": _("injecting"),
    "live": _("live"),
    "acknowledged": _("acknowledged"),
    "mitigated": _("mitigated"),
    "resolved": _("resolved"),
    "expired": _("expired"),
    "voided": _("voided"),
    "planned": _("planned"),
    "applied": _("applied"),
    "verified": _("verified"),
    "healing": _("healing"),
    "healed": _("healed"),
    "failed": _("failed"),
    # seats
    "dev": _("Dev"),
    "ops": _("Ops"),
    "both": pgettext_lazy("seats", "together"),
    # categories of scenarios
    "stability": _("Stability"),
    "performance": _("Performance"),
    "network": _("Network"),
    "development": _("Development"),
    "pipeline": _("Pipeline"),
    "documentation": _("Documentation"),
    "backup": _("Backup"),
    "security": _("Security"),
    # objectives
    "answer": _("an answer"),
    "probe": _("a customer's journey"),
    "command": _("a look inside"),
    "both_keys": _("both keys"),
    # kinds of faults: what each of them does
    "backup.corrupt": _("The backups are cut short"),
    "cache.evict": _("Keys fall out of the cache"),
    "cache.flush": _("The cache is emptied"),
    "clock.skew": _("A service's clock is wrong"),
    "config.replace": _("A configuration file is changed"),
    "container.kill": _("The container is killed"),
    "container.pause": _("The container is frozen: it accepts connections and never answers"),
    "container.remove": _("The container is gone"),
    "container.restart": _("The container is restarted"),
    "container.stop": _("The container is stopped"),
    "cpu.burn": _("Something in the container eats the CPU"),
    "cpu.limit": _("The container's CPU quota is cut"),
    "db.drop": _("A table's data is lost"),
    "db.lock": _("A forgotten transaction holds a lock"),
    "db.pool": _("Every connection of the database is taken"),
    "db.read": _("A long read holds its lock"),
    "db.rename": _("A column goes by another name"),
    "db.sequence": _("The numbers run out"),
    "db.slow": _("An index is missing"),
    "deploy.bad": _("A bad release is deployed"),
    "disk.fill": _("A disk is full"),
    "document.rewrite": _("A page that people rely on is rewritten"),
    "fd.exhaust": _("A service may open no more files"),
    "memory.leak": _("Something in the container takes more and more memory"),
    "memory.limit": _("The container's memory limit is lowered"),
    "network.delay": _("Packets come late"),
    "network.dns": _("A name leads to the wrong place"),
    "network.loss": _("Packets get lost"),
    "network.partition": _("Packets between two roles vanish"),
    "network.rate": _("The line is thin"),
    "network.reset": _("Connections between two roles are reset"),
    "permissions": _("A file belongs to the wrong people"),
    "pipeline.break": _("Nothing is tested any more, and main is broken"),
    "process.kill": _("A service is killed and stays dead"),
    "process.stop": _("A service is stopped in its tracks"),
    "queue.flood": _("A queue is full of what nobody needs"),
    "secret.rotate": _("A password is changed in one place only"),
    "tls.expire": _("A TLS certificate has run out"),
    "traffic.surge": _("A crowd is at the gate"),
}


def translate_code(code: str) -> str:
    """The word for a code in the reader's language; a code without one stays as it is."""
    return str(WORDS.get(code, code))


def in_language_of(gameday: GameDay) -> AbstractContextManager[None]:
    """What is said in this block is in the language of the game day: rows are read by everybody."""
    return translation.override(gameday.language)
