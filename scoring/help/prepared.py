"""The answers that the staff of a game day have prepared, ready to be picked."""

from django.utils.translation import gettext as _

from gameday.models import GameDay
from scenarios.refusal import Refused
from scoring.models import PreparedAnswer

LONGEST = 300  # characters
MOST = 40


def add_answer(gameday: GameDay, text: str) -> PreparedAnswer:
    """Keep an answer; one that is there already stays as it is. Raises Refused; then nothing was kept."""
    text = " ".join(text.split())
    if not text:
        raise Refused(_("There was nothing in it, so nothing was kept."))
    if len(text) > LONGEST:
        raise Refused(
            _(
                "That has {count} characters, and a prepared answer takes {most}: nothing was kept. Say it shorter."
            ).format(count=len(text), most=LONGEST)
        )
    if gameday.prepared_answers.exclude(text=text).count() >= MOST:
        raise Refused(_("There are {most} prepared answers already. Take one away first.").format(most=MOST))
    return gameday.prepared_answers.get_or_create(text=text)[0]


def remove_answer(gameday: GameDay, pk: int) -> bool:
    """Forget an answer. Says whether it was there."""
    return bool(gameday.prepared_answers.filter(pk=pk).delete()[0])
