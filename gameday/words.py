"""Words that rows hold as codes (states, outcomes, journeys, seats), as a person reads them in their language."""

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
    # what a customer met
    "full": pgettext_lazy("a customer's journey", "works"),
    "slow": pgettext_lazy("a customer's journey", "slow"),
    "failed": pgettext_lazy("a customer's journey", "fails"),
    "error": pgettext_lazy("a customer's journey", "not measured"),
    "browse": _("Browse"),
    "price": pgettext_lazy("a customer's journey", "Price"),
    "book": pgettext_lazy("a customer's journey", "Book"),
    "recognise": _("Recognise"),
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
}


def word(code: str) -> str:
    """The word for a code in the reader's language; a code without one stays as it is."""
    return str(WORDS.get(code, code))


def speaking(gameday: GameDay) -> AbstractContextManager[None]:
    """What is said in this block is in the language of the game day: rows are read by everybody."""
    return translation.override(gameday.language)
