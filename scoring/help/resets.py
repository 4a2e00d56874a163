"""Reset to known-good, of one service or of the whole company. The price is shown first and charged once.

The ledger's key is made of the container's or sandbox's name, so two players who press at once pay once. A reset earns
nothing: objectives whose fault it removes are waived, and a reset of the whole company closes its incidents.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import access, activity
from gameday.console import services
from gameday.console.services import ConsoleVerb
from gameday.incidents import healing, incidents, injections
from gameday.language import vocabulary
from gameday.live.changes import Change, tell
from gameday.models import Incident, Injection, Player, Sandbox
from gameday.models.choices import (
    OPEN,
    ActivityVerb,
    Actor,
    GameDayState,
    HealReason,
    IncidentState,
    InjectionState,
    Role,
    SandboxState,
)
from gameday.sandboxes import provisioning
from gameday.sandboxes.hosts import TROUBLE
from scenarios.refusal import Refused
from scenarios.sandbox import EngineError
from scoring import rules
from scoring.ledger import ledger
from scoring.models import Entry, EntryKind

QUOTE_HOLDS = 600  # seconds
SALT = "scoring.help.resets.quote"
WORK = timedelta(seconds=45)  # a reset that was cut off: after that the clock heals the faults that it left


@dataclass(frozen=True)
class ResetOffer:
    """The price of a reset in points, and both price and what is reset, signed: the price that was shown is the one paid."""

    price: int
    quote: str


def service_reset_offer(row: Sandbox, role: str, container: str) -> ResetOffer:
    """The price of resetting one service, bound to its present container."""
    return ResetOffer(rules.RESET_SERVICE, _sign(row, role, container, rules.RESET_SERVICE))


def company_reset_offer(row: Sandbox) -> ResetOffer:
    """The price of resetting the whole company, bound to its present sandbox."""
    return ResetOffer(rules.RESET_COMPANY, _sign(row, "", row.handle, rules.RESET_COMPANY))


def reset_service(player: Player, role: str, quote: str, *, now: datetime) -> None:
    """Replace a role's container by a known-good one. Raises Forbidden, Refused or EngineError; then nothing was charged."""
    row = services.sandbox_to_act_on(player, role, ConsoleVerb.RESET)
    _running(player)
    container, price = _read(row, role, quote)
    with services.hold_service(row, role, ConsoleVerb.RESET, player, now):
        if provisioning.driver_of(row).states()[role].container != container:
            raise Refused(
                _(
                    "Somebody has reset “{role}” just now; that one counts for all of you. Nothing more was charged."
                ).format(role=role)
            )
        injections.detect_mended_faults(row, now)  # what was mended by hand until now is the team's
        with transaction.atomic():
            text = format_lazy(_lazy("Reset of {role} to known-good"), role=role)
            entry = _charge(player, _key(row, role, container), price, text, now)  # none: paid by one that was cut off
            mine = Injection.objects.filter(sandbox=row, target=role)
            healing.request_healing(mine, why=HealReason.RESET, by=player.name, now=now, after=WORK)
        try:
            provisioning.recreate_container(row, role)
        except TROUBLE as error:
            if entry:
                with vocabulary.in_language_of(player.gameday):
                    ledger.reverse_entry(entry, reason=_("The reset did not work"), by=Actor.REFEREE, now=now)
            raise EngineError(
                _("The reset did not work, and its price was given back. {error}").format(error=error)
            ) from error
        Injection.objects.filter(
            sandbox=row, target=role, state=InjectionState.HEALING, healed_by=HealReason.RESET
        ).update(next_at=now)
        # What went with the container, wherever it was put in.
        injections.detect_mended_faults(row, now, who=HealReason.RESET)
        text = _lazy("{player} resets {role} to known-good for {price} points")
        services.record_console_act(row, role, ConsoleVerb.RESET, player, text, now, price=price)
    tell(Change.SERVICE_RESET, gameday_id=player.gameday_id, team_id=player.team_id)


def reset_company(player: Player, quote: str, *, now: datetime) -> Sandbox:
    """Build the team a new sandbox and close its open incidents. Returns the new one. Raises Forbidden or Refused."""
    if Role.OPS not in access.allowed_seats(player):
        raise services.SeatRefused(_("Only the Ops seat can have the company built anew. Ask across the table."))
    row = services.playable_sandbox(player)
    _running(player)
    _same, price = _read(row, "", quote)
    with transaction.atomic():
        locked = Sandbox.objects.select_for_update().filter(pk=row.pk, state=SandboxState.READY).first()
        if locked is None:
            raise Refused(
                _("It is being built anew already; that one counts for all of you. Nothing more was charged.")
            )
        _charge(player, f"reset:{row.pk}", price, _lazy("Reset of the whole company to known-good"), now)
        why = format_lazy(_lazy("{player} had the company built anew."), player=player.name)
        for incident in _burning(player):
            incidents.close_incident(incident, why=why, by=player.name, now=now)
        assert player.team
        fresh = provisioning.rebuild_sandbox(player.team, by=player.name, now=now)
        Sandbox.objects.filter(pk=fresh.pk).update(by_choice=True)
        text = _lazy("{player} has the whole company built anew for {price} points")
        activity.record_activity(
            player, ActivityVerb.CONSOLE, text, now=now, public=True, detail=ConsoleVerb.RESET, price=price
        )
    tell(Change.COMPANY_RESET, gameday_id=player.gameday_id, team_id=player.team.pk)
    return fresh


def _running(player: Player) -> None:
    if player.gameday.state != GameDayState.RUNNING:
        raise Refused(_("Resets cost points, so they begin with the game. Nothing was changed."))
    if player.gameday.halted_at or (player.team and player.team.halted_at):
        raise Refused(
            _("Everything is halted: the facilitators are putting your company in order. Nothing was charged.")
        )


def _burning(player: Player) -> list[Incident]:
    """The team's incidents that are open, or whose faults are being injected."""
    rows = Incident.objects.filter(team=player.team, state__in=(*OPEN, IncidentState.INJECTING))
    return list(rows.select_related("gameday", "team", "scenario"))


def _key(row: Sandbox, role: str, container: str) -> str:
    """The ledger's key for a reset of that container. Numbered anew after one that was given back, or without a container."""
    stem = f"reset:{row.pk}:{role}:{container[:24] or 'gone'}"
    before = Entry.objects.filter(key__startswith=stem)
    number = before.filter(reversed_by__isnull=False).count() if container else before.count()
    return f"{stem}:{number}" if number else stem


def _charge(player: Player, key: str, price: int, reason: object, now: datetime) -> Entry | None:
    """The line that was written; None when the key exists: it was charged before."""
    assert player.team
    with vocabulary.in_language_of(player.gameday):
        line = ledger.LedgerLine(player.team.pk, EntryKind.RESET, -price, key, str(reason))
    written = ledger.write_entries(player.gameday_id, [line], by=player.name, now=now)
    return written[0] if written else None


def _sign(row: Sandbox, role: str, what: str, price: int) -> str:
    return signing.dumps([row.pk, role, what, price], salt=SALT)


def _read(row: Sandbox, role: str, quote: str) -> tuple[str, int]:
    """(what is to be reset, price that the page showed). Raises Refused when the quote is old or about something else."""
    try:
        pk, about, what, price = signing.loads(quote, salt=SALT, max_age=QUOTE_HOLDS)
    except (signing.BadSignature, ValueError, TypeError):
        pk, about, what, price = 0, "", "", 0
    if (pk, about) != (row.pk, role):
        raise Refused(_("The price that you read is old. Look again and press then; nothing was charged."))
    return str(what), int(price)
