"""Moving a team: its sandbox is built anew on another host, from known-good. What was in the old one is given up."""

from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.language import vocabulary
from gameday.models import Host, Sandbox, Team
from gameday.models.choices import LAUNCHED, UNFINISHED, ActivityVerb
from gameday.sandboxes import placement, provisioning
from scenarios.refusal import Refused


def host_to_move_to(team: Team, now: datetime) -> Host | None:
    """The least loaded host that can take the team, other than its own; None where there is none."""
    row = provisioning.sandbox_of(team)
    return placement.choose_host(team.gameday, now, other_than=row.host if row else None)


def move_team(team: Team, *, by: str, now: datetime) -> Sandbox:
    """Give the team a new sandbox on another host. Raises Refused; then it keeps what it has.

    What was injected into the old one is closed by the clock (incidents.close_orphaned_incidents).
    """
    old, to = provisioning.sandbox_of(team), host_to_move_to(team, now)
    if team.gameday.state not in LAUNCHED:
        raise Refused(_("{team} cannot be moved: the game day is {state}.").format(team=team, state=team.gameday.state))
    if old is None:
        raise Refused(_("{team} has no sandbox to move. Rebuild it instead.").format(team=team))
    if old.state in UNFINISHED:
        raise Refused(_("{team}'s sandbox is being built just now, on {host}.").format(team=team, host=old.host))
    if to is None:
        raise Refused(
            _(
                "No other host has room for {team} and can play this day. Add a host, raise a capacity, or rebuild it."
            ).format(team=team)
        )
    with transaction.atomic():
        why = format_lazy(_lazy("moved to {host} by {by}"), host=to.name, by=vocabulary.actor_name(by))
        if not provisioning.retire_sandbox(old, by=by, why=why, now=now):
            raise Refused(_("Somebody else moved or rebuilt {team} a moment ago.").format(team=team))
        text = _lazy("{by} moves {team} to another machine: its shop is built anew")
        activity.record_activity(team, ActivityVerb.RESTORED, text, now=now, by=by)
        return provisioning.build_on(team, to, now)
