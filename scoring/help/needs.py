"""Who needs somebody of the staff: one queue of calls for help, broken sandboxes, questions in the chat and stuck teams.

A need is seen in the rows that it is about; who has taken it stands in HelpCall or NeedClaim (claims.py). Reads only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import pgettext

from gameday.models import ChatLine, GameDay, Incident, Sandbox, Team
from gameday.models.choices import SandboxState
from gameday.models.player import BY_PRESENT
from gameday.team import chat
from scoring.help import suggestions
from scoring.help.radar import ALERT, StuckScore
from scoring.help.suggestions import HintSuggestion
from scoring.models import HelpCall, NeedClaim, NeedKind

# How much a need weighs when it comes, and for each minute that it waits, up to LONGEST. Stuck teams weigh by their score.
WEIGHTS = {NeedKind.SANDBOX: (60, 2), NeedKind.CALL: (50, 2), NeedKind.QUESTION: (30, 2), NeedKind.STUCK: (0, 0)}
STUCK_WEIGHT = 8
LONGEST = 20
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Need:
    """Why one team needs somebody. `subject` is the id of what it is about: a call, sandbox, chat line or incident."""

    kind: NeedKind
    subject: int
    team: Team
    said: list[str]  # the reasons, or what the team says
    waited: timedelta | None  # in whole minutes
    weight: float
    who: str = ""  # the player who calls or asks
    incident: Incident | None = None
    hint: HintSuggestion | None = None
    score: int = 0  # of a stuck team
    facilitator: User | None = None  # who has taken it

    @property
    def key(self) -> str:
        """Names it on the page."""
        return f"{self.kind.value}-{self.subject}"

    @property
    def is_told_in_row(self) -> bool:
        """Whether the team's line in the list has to name it: the line tells by itself of its sandbox and of what is stuck."""
        return self.kind in (NeedKind.CALL, NeedKind.QUESTION)

    @property
    def is_taken(self) -> bool:
        return self.facilitator is not None


@dataclass(frozen=True)
class Seen:
    """What the control room has loaded already, of one game day."""

    teams: Mapping[int, Team]
    sandboxes: Mapping[int, Sandbox]  # team id -> its sandbox
    calls: Mapping[int, HelpCall]  # team id -> its unanswered call
    stuck: Mapping[int, tuple[Incident, StuckScore]]  # incident id -> it, where it is open


def find_needs(gameday: GameDay, seen: Seen, now: datetime) -> list[Need]:
    """All needs: first those that nobody has taken, each by its weight. The number of queries is the same for any number."""
    claims = {(row.kind, row.subject): row for row in gameday.need_claims.select_related("facilitator")}
    alarming = {pk: found for pk, found in seen.stuck.items() if found[1].score >= ALERT}
    named = [call.incident for call in seen.calls.values() if call.incident and call.incident.is_open]
    hints = suggestions.suggest_hints([*(incident for incident, _ in alarming.values()), *named])
    needs = [
        *_calls(seen, hints, now),
        *(_claimed(need, claims) for need in _sandboxes(gameday, seen)),
        *(_claimed(need, claims) for need in _questions(gameday, seen, claims, now)),
        *(_claimed(need, claims) for need in _stuck(alarming, hints)),
    ]
    left = [need for need in needs if need and not _is_closed(need, claims)]
    return sorted(left, key=lambda need: (need.is_taken, -need.weight, need.team.position, need.key))


def _claimed(need: Need, claims: Mapping[tuple[str, int], NeedClaim]) -> Need:
    row = claims.get((need.kind, need.subject))
    return need if row is None or row.facilitator is None else Need(**vars(need) | {"facilitator": row.facilitator})


def _is_closed(need: Need, claims: Mapping[tuple[str, int], NeedClaim]) -> bool:
    """Whether it was closed. A team that got more stuck since then is shown again."""
    row = claims.get((need.kind, need.subject))
    return bool(row and row.closed_at and need.score <= row.closed_score)


def _weight(kind: NeedKind, since: datetime, now: datetime) -> float:
    base, each = WEIGHTS[kind]
    return base + each * min(max((now - since) / MINUTE, 0), LONGEST)


def _waited(since: datetime, now: datetime) -> timedelta:
    return max((now - since) // MINUTE, 0) * MINUTE


def _calls(seen: Seen, hints: Mapping[int, HintSuggestion], now: datetime) -> Iterable[Need]:
    for team_id, call in seen.calls.items():
        yield Need(
            NeedKind.CALL,
            call.pk,
            seen.teams[team_id],
            call.text.split("\n") if call.text else [],
            _waited(call.at, now),
            _weight(NeedKind.CALL, call.at, now),
            who=call.player.name if call.player else "",
            incident=call.incident,
            hint=hints.get(call.incident_id or 0),
            facilitator=call.facilitator if call.is_claimed else None,
        )


def _sandboxes(gameday: GameDay, seen: Seen) -> Iterable[Need]:
    for team_id, row in seen.sandboxes.items():
        if row.state == SandboxState.BROKEN and gameday.is_launched:
            said, weight = [row.problem] if row.problem else [], WEIGHTS[NeedKind.SANDBOX][0]
            yield Need(NeedKind.SANDBOX, row.pk, seen.teams[team_id], said, None, weight)


def _stuck(alarming: Mapping[int, tuple[Incident, StuckScore]], hints: Mapping[int, HintSuggestion]) -> Iterable[Need]:
    for incident, stuck in alarming.values():
        yield Need(
            NeedKind.STUCK,
            incident.pk,
            incident.team,
            stuck.reasons,
            None,
            STUCK_WEIGHT * stuck.score,
            incident=incident,
            hint=hints.get(incident.pk),
            score=stuck.score,
        )


# Questions in the chat -----------------------------------------------------------------------------------------------


def staff_names() -> list[str]:
    """How the chat names the staff after an @: all of them, in each language of the platform; then single ones."""
    everybody = []
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            everybody.append(pgettext("all of them, named in the chat", "facilitators"))
    staff = get_user_model().objects.filter(is_staff=True, is_active=True)
    return [*dict.fromkeys(everybody), *staff.values_list("username", flat=True)]


def _questions(
    gameday: GameDay, seen: Seen, claims: Mapping[tuple[str, int], NeedClaim], now: datetime
) -> Iterable[Need]:
    """A team's oldest line that names the staff, to which none of them has said anything since. Two queries."""
    answers = ChatLine.objects.filter(team=OuterRef("team"), facilitator__isnull=False, pk__gt=OuterRef("pk"))
    rows = ChatLine.objects.filter(BY_PRESENT, team__gameday=gameday, player__isnull=False, text__contains="@")
    pattern = chat.mention_pattern(staff_names())
    asked: set[int] = set()
    for line in rows.exclude(Exists(answers)).order_by("pk"):
        closed = (row := claims.get((NeedKind.QUESTION, line.pk))) is not None and row.closed_at is not None
        if closed or line.team_id in asked or not (pattern and pattern.search(line.text)):
            continue
        asked.add(line.team_id)
        yield Need(
            NeedKind.QUESTION,
            line.pk,
            seen.teams[line.team_id],
            [line.text[:300]],
            _waited(line.at, now),
            _weight(NeedKind.QUESTION, line.at, now),
            who=line.name,
        )
