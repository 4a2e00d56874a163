"""What a facilitator does to the awards: exchange, give, take away, put back, reorder. Nothing that was called is taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.language import vocabulary
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Team
from gameday.models.choices import ActivityVerb
from scenarios.refusal import Refused
from scoring.afterwards.awards.ceremony import lock_ceremony
from scoring.afterwards.awards.choosing import LONGEST_REASON, find_all
from scoring.afterwards.awards.rules import RULES
from scoring.afterwards.awards.scenes import AwardScene, scenes_of
from scoring.afterwards.awards.team_day import team_days
from scoring.afterwards.figures.day import day_recap
from scoring.models import Award, AwardKind

Given = ParamSpec("Given")
Done = TypeVar("Done")

SHARED = (AwardKind.GOOD_COMPANY, AwardKind.CUSTOM)  # kinds that several teams may have


@dataclass(frozen=True)
class AwardWording:
    """What an award is to say. `title` is empty unless a facilitator wrote it."""

    kind: AwardKind
    reason: str
    title: str = ""


@dataclass(frozen=True)
class Option:
    """A kind that fits a team; `ahead`: how many teams deserve it more."""

    wording: AwardWording
    ahead: int


def options_for(team: Team, now: datetime) -> list[Option]:
    """The kinds that fit the team and that no team has, the most fitting first."""
    gameday = team.gameday
    with vocabulary.in_language_of(gameday):
        findings = find_all(team_days(day_recap(gameday, now), now))
    given = set(gameday.awards.filter(removed_at=None).values_list("kind", flat=True)) - set(SHARED)
    options = [
        Option(
            AwardWording(kind, findings[kind][team.pk].reason[:LONGEST_REASON]),
            sum(other.score > findings[kind][team.pk].score for other in findings[kind].values()),
        )
        for kind in RULES
        if team.pk in findings[kind] and kind not in given
    ]
    return sorted(options, key=lambda option: (option.wording.kind == AwardKind.GOOD_COMPANY, option.ahead))


def _alone(verb: Callable[Concatenate[GameDay, Given], Done]) -> Callable[Concatenate[GameDay, Given], Done]:
    """One change of a game day's awards at a time; afterwards its pages are told."""

    @wraps(verb)
    @transaction.atomic
    def changing(gameday: GameDay, *args: Given.args, **kwargs: Given.kwargs) -> Done:
        lock_ceremony(gameday)
        done = verb(gameday, *args, **kwargs)
        tell(Change.CEREMONY, gameday_id=gameday.pk)
        return done

    return changing


@_alone
def give_award(gameday: GameDay, team: Team, wording: AwardWording, *, by: str, now: datetime) -> Award:
    """One more award, the last of all. Raises Refused where another team has that kind."""
    _refuse_given(gameday, wording.kind)
    award = Award.objects.create(
        gameday=gameday, team=team, position=_last_position(gameday), by=by, at=now, **vars(wording)
    )
    _record(award, _lazy("{by} gave {team} the award “{title}”"), by, now)
    return award


@_alone
def exchange_award(gameday: GameDay, award: Award, wording: AwardWording, *, by: str, now: datetime) -> None:
    """The team is honoured for something else, at the same place of the ceremony. Raises Refused."""
    _refuse_called(gameday, award)
    if wording.kind != award.kind:
        _refuse_given(gameday, wording.kind)
    award.kind, award.title, award.reason = wording.kind, wording.title, wording.reason
    award.by, award.at = by, now
    award.save(update_fields=["kind", "title", "reason", "by", "at"])
    _record(award, _lazy("{by} honours {team} for “{title}” now"), by, now)


@_alone
def remove_award(gameday: GameDay, award: Award, *, by: str, now: datetime) -> None:
    """Take it away; it can be put back. Raises Refused."""
    _refuse_called(gameday, award)
    if gameday.awards.filter(pk=award.pk, removed_at=None).update(removed_at=now, by=by):
        _record(award, _lazy("{by} took the award “{title}” from {team}"), by, now)


@_alone
def put_award_back(gameday: GameDay, award: Award, *, by: str, now: datetime) -> None:
    """As it was before it was taken away, as the last of all. Raises Refused where another team has that kind by now."""
    if award.removed_at is None:
        return
    _refuse_given(gameday, AwardKind(award.kind))
    gameday.awards.filter(pk=award.pk).update(removed_at=None, by=by, position=_last_position(gameday))
    _record(award, _lazy("{by} gave {team} the award “{title}” back"), by, now)


@_alone
def move_award(gameday: GameDay, award: Award, places: int, *, by: str, now: datetime) -> None:
    """Call it earlier (less than 0) or later in the ceremony. Raises Refused."""
    order = list(gameday.awards.filter(removed_at=None))
    before = [each.pk for each in order].index(award.pk)
    after = min(max(before + places, 0), len(order) - 1)
    _refuse_called(gameday, award)
    _refuse_called(gameday, order[after])
    order.insert(after, order.pop(before))
    for position, each in enumerate(order):
        each.position = position
    Award.objects.bulk_update(order, ["position"])
    text = _lazy("{by} calls “{title}” earlier") if places < 0 else _lazy("{by} calls “{title}” later")
    _record(award, text, by, now)


def _last_position(gameday: GameDay) -> int:
    last = gameday.awards.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def _refuse_given(gameday: GameDay, kind: AwardKind) -> None:
    holder = gameday.awards.filter(removed_at=None, kind=kind).select_related("team").first()
    if holder and kind not in SHARED:
        raise Refused(
            _("“{title}” has gone to {team} meanwhile. Choose another one, or write one.").format(
                title=holder.heading, team=holder.team
            )
        )


def _refuse_called(gameday: GameDay, award: Award) -> None:
    ceremony = lock_ceremony(gameday)
    called = scenes_of(gameday)[: ceremony.step + 1] if ceremony.under_way else []
    if any(isinstance(scene, AwardScene) and scene.award.pk == award.pk for scene in called):
        raise Refused(_("“{title}” was called already, so it stays as it is.").format(title=award.heading))


def _record(award: Award, text: Promise, by: str, now: datetime) -> None:
    with vocabulary.in_language_of(award.gameday):
        title = award.heading
    activity.record_activity(
        award.gameday, ActivityVerb.AWARDS, text, now=now, by=by, title=title, team=str(award.team)
    )
