"""Reset to known-good, of one service or of the whole company: its price, shown first, and charged once.

A container is reset once and a sandbox is reset once: their names make the ledger's key, so it does not matter how many
press. A reset mends nothing for points: what it takes out of an incident is waived, and the whole company's incidents are
closed, with what was won by then.
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
from gameday.live import publish
from gameday.models import Incident, Injection, Player, Sandbox
from gameday.models.choices import (
    OPEN,
    ActivityVerb,
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
WORK = timedelta(seconds=45)  # by then the clock heals what a reset that was cut off has left


@dataclass(frozen=True)
class ResetOffer:
    """What pressing would cost, and what it is about: signed, so that the price that was read is the one that is paid."""

    price: int
    quote: str


def service_reset_offer(row: Sandbox, role: str, container: str) -> ResetOffer:
    """The reset of one service."""
    return ResetOffer(rules.RESET_SERVICE, _sign(row, role, container, rules.RESET_SERVICE))


def company_reset_offer(row: Sandbox) -> ResetOffer:
    """The reset of the whole company."""
    return ResetOffer(rules.RESET_COMPANY, _sign(row, "", row.handle, rules.RESET_COMPANY))


def reset_service(player: Player, role: str, quote: str, *, now: datetime) -> None:
    """A new, known-good container of that role. Raises Forbidden, Refused, EngineError; then nothing was charged."""
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
                    ledger.reverse_entry(entry, reason=_("The reset did not work"), by=ledger.REFEREE, now=now)
            raise EngineError(
                _("The reset did not work, and its price was given back. {error}").format(error=error)
            ) from error
        Injection.objects.filter(
            sandbox=row, target=role, state=InjectionState.HEALING, healed_by=HealReason.RESET
        ).update(next_at=now)
        injections.detect_mended_faults(
            row, now, who=HealReason.RESET
        )  # what went with the container, wherever it was put in
        text = format_lazy(
            _lazy("{player} resets {role} to known-good for {price} points"), player=player.name, role=role, price=price
        )
        services.record_console_act(row, role, ConsoleVerb.RESET, player, text, now)
    _tell(row, player)


def reset_company(player: Player, quote: str, *, now: datetime) -> Sandbox:
    """A new company for the team; what burns in the old one is closed. Raises Forbidden, Refused."""
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
        activity.record_activity(
            gameday=player.gameday,
            team=player.team,
            player=player,
            verb=ActivityVerb.CONSOLE,
            now=now,
            public=True,
            text=format_lazy(
                _lazy("{player} has the whole company built anew for {price} points"), player=player.name, price=price
            ),
        )
    publish.tell_parts_changed(publish.team_topic(player.team.pk), "console", "incidents")
    return fresh


def _running(player: Player) -> None:
    if player.gameday.state != GameDayState.RUNNING:
        raise Refused(_("Resets cost points, so they begin with the game. Nothing was changed."))
    if player.gameday.halted_at or (player.team and player.team.halted_at):
        raise Refused(
            _("Everything is halted: the facilitators are putting your company in order. Nothing was charged.")
        )


def _burning(player: Player) -> list[Incident]:
    """The team's incidents that are open, or that are just going in."""
    rows = Incident.objects.filter(team=player.team, state__in=(*OPEN, IncidentState.INJECTING))
    return list(rows.select_related("gameday", "team", "scenario"))


def _key(row: Sandbox, role: str, container: str) -> str:
    """The ledger's key for a reset of that container: a new one after each that was given back, and where none is there."""
    stem = f"reset:{row.pk}:{role}:{container[:24] or 'gone'}"
    before = Entry.objects.filter(key__startswith=stem)
    number = before.filter(reversed_by__isnull=False).count() if container else before.count()
    return f"{stem}:{number}" if number else stem


def _charge(player: Player, key: str, price: int, reason: object, now: datetime) -> Entry | None:
    """The line that was written; None where the key is known: it was charged before."""
    assert player.team
    with vocabulary.in_language_of(player.gameday):
        line = ledger.LedgerLine(player.team.pk, EntryKind.RESET, -price, key, str(reason))
    written = ledger.write_entries(player.gameday_id, [line], by=player.name, now=now)
    return written[0] if written else None


def _sign(row: Sandbox, role: str, what: str, price: int) -> str:
    return signing.dumps([row.pk, role, what, price], salt=SALT)


def _read(row: Sandbox, role: str, quote: str) -> tuple[str, int]:
    """What is to be reset and the price that the page showed. Raises Refused where the quote is old or another's."""
    try:
        pk, about, what, price = signing.loads(quote, salt=SALT, max_age=QUOTE_HOLDS)
    except (signing.BadSignature, ValueError, TypeError):
        pk, about, what, price = 0, "", "", 0
    if (pk, about) != (row.pk, role):
        raise Refused(_("The price that you read is old. Look again and press then; nothing was charged."))
    return str(what), int(price)


def _tell(row: Sandbox, player: Player) -> None:
    publish.tell_parts_changed(publish.team_topic(player.team_id or 0), "incidents", "shop")
    publish.tell_parts_changed(publish.control_topic(player.gameday_id), "incidents")
