"""Which team gets which award: at *Finish*, and again when a facilitator asks for it. What facilitators changed stays theirs."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from gameday import activity
from gameday.language import vocabulary
from gameday.live.changes import Change, tell
from gameday.models import GameDay
from gameday.models.choices import OVER, ActivityVerb
from scenarios.refusal import Refused
from scoring.afterwards.awards.assignment import cheapest_assignment
from scoring.afterwards.awards.ceremony import lock_ceremony
from scoring.afterwards.awards.findings import Finding
from scoring.afterwards.awards.rules import RULES
from scoring.afterwards.awards.team_day import AwardCandidate, team_days
from scoring.afterwards.figures.day import day_recap
from scoring.models import Award, AwardKind, Ceremony
from scoring.models.award import CHOSEN_BY_RULES

SETTLED_AFTER = timedelta(seconds=5)  # what was under way at the end has been written by then
TRY_AGAIN = timedelta(seconds=30)  # where a task got lost or failed
GIVE_UP_AFTER = timedelta(days=1)  # a facilitator may still ask for it
LONGEST_REASON = 300  # characters, as the column has it
UNFIT = 1_000_000.0  # more than all the rest of a day together

Findings = Mapping[AwardKind, Mapping[int, Finding]]  # kind -> team id -> what its rule found


@dataclass(frozen=True)
class Choice:
    team: int
    kind: AwardKind
    reason: str


def find_all(days: Sequence[AwardCandidate]) -> Findings:
    """What every rule found at every team. Sentences are in the active language."""
    return {
        kind: {day.recap.team.pk: found for day in days if (found := rule(day)) is not None}
        for kind, rule in RULES.items()
    }


def place_in(findings: Mapping[int, Finding], team: int) -> int | None:
    """How many teams deserve it more; None where the award is nothing for this team: it is for the better half."""
    if team not in findings:
        return None
    ahead = sum(other.score > findings[team].score for other in findings.values())
    return ahead if ahead < ceil(len(findings) / 2) else None


def choose(
    findings: Findings,
    teams: Sequence[int],
    seed: int,
    taken: Collection[str] = (),
    unwanted: Collection[tuple[int, str]] = (),
) -> list[Choice]:
    """One award for each of `teams`, as fitting as possible over all: GOOD_COMPANY where no kind is left that fits.

    `taken`: kinds that are not to be given; `unwanted`: (team id, kind) that a facilitator took away.
    """
    dice = random.Random(seed)
    order = dice.sample(sorted(teams), len(teams))
    kinds = [kind for kind in RULES if kind != AwardKind.GOOD_COMPANY and kind not in taken]
    dice.shuffle(kinds)  # where two awards fit as well, it is the day's seed that decides

    def cost(team: int, kind: AwardKind) -> float:
        place = place_in(findings[kind], team)
        return UNFIT if place is None or (team, kind) in unwanted else float(place**2)

    good_company = float(len(findings[AwardKind.GOOD_COMPANY]) ** 2)  # more than any place
    costs = [
        [cost(team, kind) for kind in kinds] + [good_company if other == team else UNFIT for other in order]
        for team in order
    ]
    given = [*kinds, *[AwardKind.GOOD_COMPANY] * len(order)]
    chosen = {team: given[column] for team, column in zip(order, cheapest_assignment(costs), strict=True)}
    return [Choice(team, kind, findings[kind][team].reason) for team, kind in chosen.items()]


def claim_due_gamedays(now: datetime) -> list[int]:
    """The ids of the game days that ended lately and wait for their awards. Each comes again after TRY_AGAIN, if need be."""
    waiting = Q(ceremony=None) | Q(ceremony__chosen_at=None)
    lately = (now - GIVE_UP_AFTER, now - SETTLED_AFTER)
    ended = GameDay.objects.filter(waiting, state__in=OVER, rehearsal=False, finished_at__range=lately)
    return [gameday for gameday in ended.values_list("pk", flat=True) if _claim(gameday, now)]


def _claim(gameday: int, now: datetime) -> bool:
    Ceremony.objects.get_or_create(gameday_id=gameday)
    due = Q(next_at=None) | Q(next_at__lte=now) | Q(next_at__gt=now + TRY_AGAIN)  # the clock was set back
    return Ceremony.objects.filter(due, gameday=gameday, chosen_at=None).update(next_at=now + TRY_AGAIN) == 1


@transaction.atomic
def choose_awards(gameday: GameDay, now: datetime, *, by: str = "") -> int:
    """Give every team that had players an award. Returns how many there are. Raises Refused.

    Without `by` it happens once a day; a facilitator may have them chosen again, and keeps what they changed.
    """
    ceremony = lock_ceremony(gameday)
    if ceremony.chosen_at and not by:
        return 0
    if not gameday.is_over:
        raise Refused(_("They are chosen when the day is over: finish it first."))
    if ceremony.under_way:
        raise Refused(
            _("The ceremony has begun, so the awards stay as they are. End it first, or change one by itself.")
        )
    with vocabulary.in_language_of(gameday):
        days = team_days(day_recap(gameday, now), now)
        findings = find_all(days)
    gameday.awards.filter(CHOSEN_BY_RULES).delete()
    chosen = _choose_for_bare(gameday, days, findings)
    Award.objects.bulk_create(
        Award(
            gameday=gameday,
            team_id=each.team,
            kind=each.kind,
            reason=each.reason[:LONGEST_REASON],
            position=place,
            at=now,
        )
        for place, each in enumerate(chosen)
    )
    Ceremony.objects.filter(pk=ceremony.pk).update(chosen_at=now)
    text = ngettext_lazy("{number} award was chosen", "{number} awards were chosen", len(chosen))
    activity.record_activity(gameday, ActivityVerb.AWARDS, text, now=now, number=len(chosen), by=by)
    tell(Change.CEREMONY, gameday_id=gameday.pk)
    return len(chosen)


def _choose_for_bare(gameday: GameDay, days: Sequence[AwardCandidate], findings: Findings) -> list[Choice]:
    """The choices for those teams that no facilitator has honoured, from the last place to the first."""
    given = list(gameday.awards.filter(removed_at=None))
    honoured, taken = {award.team_id for award in given}, {award.kind for award in given}
    unwanted = set(gameday.awards.filter(removed_at__isnull=False).values_list("team", "kind"))
    bare = [team for day in reversed(days) if (team := day.recap.team.pk) not in honoured]
    chosen = choose(findings, bare, gameday.seed, taken, unwanted)
    return sorted(chosen, key=lambda each: bare.index(each.team))
