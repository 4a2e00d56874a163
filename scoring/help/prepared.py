"""The answers that the staff of a game day have prepared, ready to be picked."""

from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.models import GameDay
from gameday.models.choices import ActivityVerb
from scenarios.refusal import Refused
from scoring.models import PreparedAnswer

LONGEST = 300  # characters
MOST = 40


def add_answer(gameday: GameDay, text: str, *, by: str, now: datetime) -> PreparedAnswer:
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
    with transaction.atomic():
        answer, fresh = gameday.prepared_answers.get_or_create(text=text)
        if fresh:
            _record(gameday, _lazy("{by} keeps the answer “{text}”"), text, by, now)
    return answer


def remove_answer(gameday: GameDay, pk: int, *, by: str, now: datetime) -> bool:
    """Forget an answer. Says whether it was there."""
    with transaction.atomic():
        answer = gameday.prepared_answers.filter(pk=pk).first()
        if answer is None or not gameday.prepared_answers.filter(pk=pk).delete()[0]:
            return False
        _record(gameday, _lazy("{by} forgets the answer “{text}”"), answer.text, by, now)
    return True


def _record(gameday: GameDay, told: Promise, text: str, by: str, now: datetime) -> None:
    activity.record_activity(gameday, ActivityVerb.PREPARED, told, now=now, by=by, text=text)
