"""Acts of players that cost the platform something, and how often one player may do each. Chat and notes have their own limits."""

from enum import StrEnum, auto

from django.utils.translation import ngettext

from gameday.background import rate_limit
from gameday.models import Player
from scenarios.refusal import Refused


class CostlyAct(StrEnum):
    """What is counted together."""

    HINT = auto()
    ANSWER = auto()
    KEY = auto()
    CHECK = auto()
    CONSOLE = auto()  # levers, sizes, resets
    WORKSHOP = auto()  # also saving a file
    HELP = auto()  # calls for help, and taking them back


# More than somebody does who reads what comes of it; a key that is held down comes to 30 a second.
RATES = {
    CostlyAct.HINT: "12 per minute",
    CostlyAct.ANSWER: "20 per minute",
    CostlyAct.KEY: "20 per minute",
    CostlyAct.CHECK: "20 per minute",
    CostlyAct.CONSOLE: "30 per minute",
    CostlyAct.WORKSHOP: "90 per minute",
    CostlyAct.HELP: "8 per minute",
}


def count_act(act: CostlyAct, player: Player) -> None:
    """Count that a player is about to do this. Raises Refused with the seconds to wait if it was too often."""
    if seconds := rate_limit.seconds_to_wait(act, player.pk, RATES[act]):
        raise Refused(
            ngettext(
                "That was quick: nothing was done, and what you typed is still there. Try again in {seconds} second.",
                "That was quick: nothing was done, and what you typed is still there. Try again in {seconds} seconds.",
                seconds,
            ).format(seconds=seconds)
        )
