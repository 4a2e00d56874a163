"""Hints: what a player sees of them, and unlocking one. It is charged once, at the price that the page showed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import access, activity
from gameday.live.changes import Change, tell
from gameday.models import Incident, Player
from gameday.models.choices import ActivityVerb
from scenarios.document import parse
from scenarios.document.parse import Hint
from scenarios.refusal import Refused
from scoring import may_act
from scoring.help import hint_discount, radar
from scoring.ledger import ledger
from scoring.models import EntryKind, HintTaken, Standing

QUOTE_HOLDS = 300  # seconds for which a price that was shown stays valid
SALT = "scoring.help.hints.quote"
ANY_SEAT = "any"  # in Hint.for_
SOONEST = timedelta(minutes=5)  # an incident is not asked about earlier: that spares the radar's queries
PRACTISED = _lazy("Free while you practise.")
STUCK = _lazy("You have been at it for a while, so this one is on the house.")


@dataclass(frozen=True)
class HintRung:
    """One hint as one player sees it; `text` is empty until it is taken."""

    index: int
    title: str
    text: str
    price: int
    full_price: int
    taken: bool
    open_to_take: bool
    reason: str  # why it cannot be taken, or why it costs nothing
    theirs: str = ""  # the other seat, where only that one can unlock it
    quote: str = ""  # the price, signed: the player who sends it back pays no more than that


def hint_ladder(incident: Incident, *, player: Player, now: datetime) -> list[HintRung]:
    """The hints that this player sees, in order. One with `unless` disappears once that objective is met."""
    asked = parse.document_of(incident.scenario).hints
    taken = set(incident.hints_taken.values_list("rung", flat=True))
    met = set(incident.objectives.filter(met_at__isnull=False).values_list("key", flat=True))
    seats, behind = access.allowed_seats(player), _gap(incident)
    present = [(index, hint) for index, hint in enumerate(asked) if index in taken or hint.unless not in met]
    gift = _gift(incident, now) if len(taken) < len(asked) else False
    closed, rungs = may_act.reason_not_to_act(incident), []
    for index, hint in present:
        earlier = next((i for i, other in present if i < index and i not in taken and _is_for(other, seats)), None)
        reason = closed or _other_seat(hint, seats) or _too_early(earlier)
        free = gift and not reason and index not in taken
        price = 0 if free or incident.practice else hint_discount.discounted_price(hint.cost, behind)
        rungs.append(
            HintRung(
                index,
                _title(index, hint),
                hint.text if index in taken else "",
                price,
                hint.cost,
                index in taken,
                open_to_take=index not in taken and not reason,
                reason=reason or _why_free(free, incident),
                theirs="" if index in taken or _is_for(hint, seats) else hint.for_,
                quote=_quote(incident, index, price) if index not in taken and not reason else "",
            )
        )
    return rungs


def take_hint(incident: Incident, rung: int, *, player: Player, now: datetime, quote: str = "") -> HintTaken:
    """Unlock a hint for the whole team and charge it once. `rung` is its index, from 0; `quote` the price that was shown.

    Raises Refused when the player may not unlock it now; then nothing was charged.
    """
    found = next((each for each in hint_ladder(incident, player=player, now=now) if each.index == rung), None)
    if found is None:
        raise Refused(_("There is no such hint, or you have solved what it is about. Nothing was charged."))
    if not found.taken and not found.open_to_take:
        raise Refused(found.reason)
    price = min(found.price, _quoted(incident, rung, quote, found.price))
    with transaction.atomic():
        row, fresh = HintTaken.objects.get_or_create(
            incident=incident,
            rung=rung,
            defaults={"player": player, "price": price, "at": now, "free": price == 0 and found.reason == STUCK},
        )
        if fresh:
            _charge(incident, found, price, player, now)
            text = _lazy("{player} unlocked {hint} for {price} points") if price else _lazy("{player} unlocked {hint}")
            _record(incident, text, now, player=player, hint=found.title, price=price)
    return row


def give_hint(incident: Incident, rung: int, *, by: str, now: datetime) -> HintTaken:
    """A facilitator gives a hint for free, in any order. Raises Refused when the team has it, or the incident is over."""
    asked = parse.document_of(incident.scenario).hints
    if not 0 <= rung < len(asked):
        raise Refused(
            _("“{scenario}” has {asked} hints; there is no number {rung}.").format(
                scenario=incident.scenario.title, asked=len(asked), rung=rung + 1
            )
        )
    if not incident.is_open:
        raise Refused(
            _("“{scenario}” is {state} at {team}: a hint comes too late.").format(
                scenario=incident.scenario.title, state=incident.state, team=incident.team
            )
        )
    with transaction.atomic():
        row, fresh = HintTaken.objects.get_or_create(
            incident=incident, rung=rung, defaults={"price": 0, "free": True, "at": now}
        )
        if not fresh:
            raise Refused(
                _("{team} has hint {rung} of “{scenario}” already.").format(
                    team=incident.team, rung=rung + 1, scenario=incident.scenario.title
                )
            )
        _record(incident, _lazy("{by} gives {title} for free"), now, by=by, title=_title(rung, asked[rung]))
    return row


def withdraw_hint(row: HintTaken, *, by: str, now: datetime) -> None:
    """Take a hint back that a facilitator has given. Who has read it has read it. Raises Refused where it was bought."""
    incident = row.incident
    with transaction.atomic():
        if not HintTaken.objects.filter(pk=row.pk, player=None, price=0).delete()[0]:
            raise Refused(_("The team has unlocked that hint itself, so it stays."))
        title = _title(row.rung, parse.document_of(incident.scenario).hints[row.rung])
        _record(incident, _lazy("{by} takes {title} back"), now, by=by, title=title)


def _charge(incident: Incident, rung: HintRung, price: int, player: Player, now: datetime) -> None:
    ledger.write_entry(
        incident.team,
        EntryKind.HINT,
        -price,
        key=f"hint:{incident.pk}:{rung.index}",
        incident=incident,
        by=player.name,
        now=now,
        reason=format_lazy(_lazy("{rung} of “{scenario}”"), rung=rung.title, scenario=incident.scenario.title),
    )


def _record(
    incident: Incident, text: str | Promise, now: datetime, *, player: Player | None = None, **names: Any
) -> None:
    activity.record_activity(incident, ActivityVerb.HINT, text, now=now, player=player, **names)
    tell(Change.HINT, gameday_id=incident.gameday_id, team_id=incident.team_id)


def _gap(incident: Incident) -> float:
    """How far the team is behind the median; 0 when the game day has switched catch-up off."""
    if not incident.gameday.catch_up:
        return 0.0
    points = dict(Standing.objects.filter(gameday=incident.gameday_id).values_list("team", "points"))
    return hint_discount.points_gap(points.get(incident.team_id, 0), list(points.values()))


def _gift(incident: Incident, now: datetime) -> bool:
    """Whether the next hint is free: once an incident, for a team that is stuck."""
    if incident.live_at is None or now - incident.live_at < SOONEST:
        return False
    if incident.hints_taken.filter(free=True).exists():
        return False
    return radar.stuck_score(incident, now).score >= radar.NUDGE


def _title(index: int, hint: Hint) -> str:
    if hint.title:
        return hint.title
    return _("Hint {index}").format(index=index + 1) + (
        "" if hint.for_ == ANY_SEAT else _(" for the {title} seat").format(title=hint.for_.title())
    )


def _why_free(gift: bool, incident: Incident) -> str:
    return str(PRACTISED) if incident.practice else str(STUCK) if gift else ""


def _is_for(hint: Hint, seats: frozenset[str]) -> bool:
    return hint.for_ == ANY_SEAT or hint.for_ in seats


def _other_seat(hint: Hint, seats: frozenset[str]) -> str:
    return (
        ""
        if _is_for(hint, seats)
        else _("Only the {title} seat can unlock it. Ask across the table.").format(title=hint.for_.title())
    )


def _too_early(earlier: int | None) -> str:
    return "" if earlier is None else _("Hint {earlier} comes first.").format(earlier=earlier + 1)


def _quote(incident: Incident, rung: int, price: int) -> str:
    return signing.dumps([incident.pk, rung, price], salt=SALT)


def _quoted(incident: Incident, rung: int, quote: str, otherwise: int) -> int:
    """The price that the page showed, if the quote is signed by us, fresh and about this hint; else `otherwise`."""
    try:
        pk, index, price = signing.loads(quote, salt=SALT, max_age=QUOTE_HOLDS)
    except (signing.BadSignature, ValueError, TypeError):
        return otherwise
    return int(price) if (pk, index) == (incident.pk, rung) else otherwise
