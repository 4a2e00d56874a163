"""Takes a person out of a day that is over: another name stands everywhere, and their terminals are gone from the films.

The rows stay, and so do points, moments and figures: they are their team's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity, states
from gameday.language import vocabulary
from gameday.models import (
    Activity,
    ChatLine,
    GameDay,
    Message,
    Note,
    Player,
    Recording,
    ScheduledMessage,
    WebhookDelivery,
)
from gameday.models.choices import ActivityVerb
from gameday.models.player import new_token
from gameday.terminals.recordings import take_parts_away
from scenarios.refusal import Refused
from scoring.afterwards.film.films import renew_films
from scoring.models import ActionItem, Attempt, Award, DebriefNote, Entry, Film, HelpCall, Keepsake, StatusUpdate

NEXT_TO_A_NAME = r"\w"  # a name is not part of a longer word


@dataclass(frozen=True)
class Forgotten:
    """The name that stands there now, and in how many rows it was put."""

    name: str
    rows: int


def forget_person(player: Player, *, by: str, now: datetime) -> Forgotten:
    """Put another name in the place of this person's, wherever the day has written it. Raises Refused while the day runs."""
    gameday = player.gameday
    if not gameday.is_over:
        raise Refused(_("The game day is not over: take the person out of the game instead."))
    with vocabulary.in_language_of(gameday):
        name = _("Somebody {number}").format(number=player.pk)
    old = player.name
    with transaction.atomic():
        Player.everybody.filter(pk=player.pk).update(token=new_token())  # their link leads nowhere from now on
        player.name = name
        player.save(update_fields=["name", "name_key"])
        rows = 1 + sum(_replace(found, column, old, name) for found, column in _places(gameday))
        rows += _rewrite_ledger(gameday, old, name)
        take_parts_away(Recording.objects.filter(player=player, blanked_at=None), now)
        Keepsake.objects.filter(player=player).delete()
        WebhookDelivery.objects.filter(activity__gameday=gameday, ended_at__isnull=False).update(body={})
        renew_films(Film.objects.filter(incident__gameday=gameday, incident__team=player.team_id), now)
        text = _lazy("{by} takes a person's name out: {name} stands there now")
        activity.record_activity(gameday, ActivityVerb.REMOVED, text, now=now, by=by, name=name)
    return Forgotten(name, rows)


def _places(gameday: GameDay) -> Iterator[tuple[QuerySet[Model], str]]:
    """Every column with text in which a person's name may stand."""
    team, incident = Q(team__gameday=gameday), Q(incident__gameday=gameday)
    yield Activity.objects.filter(gameday=gameday), "text"
    yield Activity.objects.filter(gameday=gameday), "detail"
    yield ChatLine.objects.filter(team), "text"
    yield Note.objects.filter(incident), "name"
    yield Note.objects.filter(incident), "verdict_by"
    yield Note.objects.filter(incident), "text"
    yield Message.objects.filter(gameday=gameday), "text"
    yield ScheduledMessage.objects.filter(gameday=gameday), "text"
    yield Attempt.objects.filter(objective__incident__gameday=gameday), "text"
    yield StatusUpdate.objects.filter(objective__incident__gameday=gameday), "text"
    yield StatusUpdate.objects.filter(objective__incident__gameday=gameday), "word"
    yield HelpCall.objects.filter(team), "text"
    yield Recording.objects.filter(team), "name"
    yield DebriefNote.objects.filter(gameday=gameday), "text"
    yield DebriefNote.objects.filter(gameday=gameday), "by"
    yield ActionItem.objects.filter(gameday=gameday), "text"
    yield ActionItem.objects.filter(gameday=gameday), "owner"
    yield ActionItem.objects.filter(gameday=gameday), "by"
    yield Award.objects.filter(gameday=gameday), "reason"
    yield Keepsake.objects.filter(player__gameday=gameday), "learned_from"
    yield Keepsake.objects.filter(player__gameday=gameday), "learned"
    yield states.moves_of(gameday), "by"
    yield states.moves_of(gameday), "why"


def _replace(rows: QuerySet[Model], column: str, old: str, new: str) -> int:
    """Returns in how many rows the name stood. It is compared without case, as names are."""
    pattern = re.compile(rf"(?<!{NEXT_TO_A_NAME}){re.escape(old)}(?!{NEXT_TO_A_NAME})", re.IGNORECASE)
    changed = []
    for row in rows.filter(**{f"{column}__icontains": old}).only("pk", column).iterator(500):
        text = getattr(row, column)
        if (written := pattern.sub(lambda _match: new, text)) != text:
            setattr(row, column, written)
            changed.append(row)
    if changed:
        type(changed[0])._base_manager.bulk_update(changed, [column], batch_size=500)
    return len(changed)


def _rewrite_ledger(gameday: GameDay, old: str, new: str) -> int:
    """The names alone: the trigger lets them be exchanged where this is asked for, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL gameday.forgetting = 'on'")
        count = Entry.objects.filter(gameday=gameday, by__iexact=old).update(by=new)
        cursor.execute("SET LOCAL gameday.forgetting = 'off'")
    return count
