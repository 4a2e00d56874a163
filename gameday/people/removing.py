"""Takes people out of a game day, many at once, and lets them back in.

Nothing is erased. What removed players said, wrote and turned is left out where players look (models.player.BY_PRESENT),
and comes back with them; what they had their teams pay, the referee gives back by reversals (scoring/help/refunds.py).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.live.changes import Change, tell_teams
from gameday.models import GameDay, Incident, Note, Player, Team
from gameday.models.choices import OPEN, ActivityVerb
from scenarios.refusal import Refused


def remove_players(players: Iterable[Player], *, by: str, now: datetime) -> int:
    """Take players out. Their browsers and links say so, and do not get in again. Returns how many were not out before."""
    with transaction.atomic():
        rows = _locked(players, removed=False)
        Player.everybody.filter(pk__in=[row.pk for row in rows]).update(removed_at=now)
        Incident.objects.filter(commander__in=rows, state__in=OPEN).update(commander=None)
        for gameday, people in _by_gameday(rows).items():
            _forget_verdicts(gameday, people)
            _tell(gameday, people, _lazy("{by} takes out of the game: {names}"), by=by, now=now)
    return len(rows)


def let_back_in(players: Iterable[Player], *, by: str, now: datetime) -> int:
    """Let removed players take part again, in the team that they were in. Returns how many. Raises Refused."""
    try:
        with transaction.atomic():
            rows = _locked(players, removed=True)
            Player.everybody.filter(pk__in=[row.pk for row in rows]).update(removed_at=None)
            for gameday, people in _by_gameday(rows).items():
                _tell(gameday, people, _lazy("{by} lets back in: {names}"), by=by, now=now)
    except IntegrityError:
        raise Refused(
            _(
                "Nobody was let back in: somebody else has joined under one of these names meanwhile. Rename one of the "
                "two first."
            )
        ) from None
    return len(rows)


def _locked(players: Iterable[Player], *, removed: bool) -> list[Player]:
    rows = Player.everybody.filter(pk__in=[player.pk for player in players], removed_at__isnull=not removed)
    return list(rows.select_for_update(of=["self"]).select_related("gameday", "team").order_by("pk"))


def _by_gameday(rows: list[Player]) -> dict[GameDay, list[Player]]:
    found: dict[GameDay, list[Player]] = defaultdict(list)
    for row in rows:
        found[row.gameday].append(row)
    return found


def _forget_verdicts(gameday: GameDay, people: list[Player]) -> None:
    """What they have ruled out or confirmed is open again. A name is one person's in a game day."""
    judged = Note.objects.filter(incident__gameday=gameday, verdict_by__in=[person.name for person in people])
    judged.update(verdict="", verdict_by="", verdict_at=None)


def _tell(gameday: GameDay, people: list[Player], text: Promise, *, by: str, now: datetime) -> None:
    """Record it in the feed of each team; where somebody had no team, in the control room's log."""
    teams: dict[Team | None, list[str]] = defaultdict(list)
    for person in people:
        teams[person.team].append(person.name)
    for team, names in teams.items():
        activity.record_activity(team or gameday, ActivityVerb.REMOVED, text, now=now, by=by, names=", ".join(names))
    tell_teams(Change.REMOVED, [team.pk for team in teams if team], gameday_id=gameday.pk)
