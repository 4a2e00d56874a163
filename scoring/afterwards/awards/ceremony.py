"""The ceremony's verbs: begin, step, turn the screen black, end. Which scenes there are is scenes.py's business."""

from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.event import lifecycle
from gameday.live.changes import Change, tell
from gameday.models import GameDay
from gameday.models.choices import ActivityVerb
from scenarios.refusal import Refused
from scoring.afterwards.awards.scenes import scenes_of
from scoring.models import Ceremony


def ceremony_of(gameday: GameDay) -> Ceremony:
    """Its row, or one that is not saved yet. One query."""
    return Ceremony.objects.filter(gameday=gameday).first() or Ceremony(gameday=gameday)


def lock_ceremony(gameday: GameDay) -> Ceremony:
    """Its row, held until the transaction ends: awards do not change while somebody else chooses them."""
    Ceremony.objects.get_or_create(gameday=gameday)
    return Ceremony.objects.select_for_update().get(gameday=gameday)


@transaction.atomic
def begin_ceremony(gameday: GameDay, *, by: str, now: datetime) -> None:
    """Show the first scene, also where it was held before. Raises Refused."""
    if not gameday.is_over:
        raise Refused(_("The ceremony begins after the day: finish it first."))
    lock_ceremony(gameday)
    Ceremony.objects.filter(gameday=gameday).update(started_at=now, step=0, stepped_at=now, black=False, shown_at=None)
    _tell(gameday, _lazy("{by} began the ceremony"), by, now)


@transaction.atomic
def end_ceremony(gameday: GameDay, *, by: str, now: datetime) -> None:
    """Whatever was shown, players see their awards on the recap from now on. Without a ceremony, too."""
    ceremony = lock_ceremony(gameday)
    if ceremony.shown_at is None:
        Ceremony.objects.filter(pk=ceremony.pk).update(shown_at=now, black=False)
        _tell(gameday, _lazy("{by} showed the awards to everybody"), by, now)


@transaction.atomic
def step_ceremony(gameday: GameDay, seen: int, wanted: int, *, by: str, now: datetime) -> bool:
    """Show another scene; says whether this caller did. Of two who saw the same scene one moves it, so nothing is skipped.

    With the first place the boards tell what a freeze hid; with the last scene players see their awards on the recap.
    """
    scenes = scenes_of(gameday)
    wanted = min(max(wanted, 0), len(scenes) - 1)
    shown = Ceremony.objects.filter(gameday=gameday, started_at__isnull=False, step=seen)
    if shown.update(step=wanted, stepped_at=now, black=False) != 1:
        return False
    if any(scene.tells_winner for scene in scenes[: wanted + 1]):
        lifecycle.reveal_scores(gameday, by=by, now=now)
    if wanted == len(scenes) - 1:
        end_ceremony(gameday, by=by, now=now)
    tell(Change.CEREMONY, gameday_id=gameday.pk)
    return True


def turn_black(gameday: GameDay, *, black: bool) -> None:
    """Show nothing, or the scene again."""
    with transaction.atomic():
        if Ceremony.objects.filter(gameday=gameday).exclude(black=black).update(black=black):
            tell(Change.CEREMONY, gameday_id=gameday.pk)


def _tell(gameday: GameDay, text: Promise, by: str, now: datetime) -> None:
    activity.record_activity(gameday, ActivityVerb.AWARDS, text, now=now, by=by)
    tell(Change.CEREMONY, gameday_id=gameday.pk)
