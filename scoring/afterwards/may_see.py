"""Who may see what there is after a day. Every view of these rooms asks here before it shows anything."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from gameday.access import duty_of, may_look, player_of
from gameday.background.callers import remember_caller
from gameday.models import GameDay, Player, Team
from gameday.models.choices import Duty
from scoring.models import Recap


@dataclass(frozen=True)
class Viewer:
    """One of the staff, a player of this game day, or one person who is both in one browser."""

    gameday: GameDay
    player: Player | None
    duty: Duty | None = None

    @property
    def is_staff(self) -> bool:
        """The staff see all that there is, at any time."""
        return self.duty is not None

    @property
    def facilitator(self) -> bool:
        """Facilitators alone open and close it, choose awards, write the survey's questions and file issues."""
        return self.duty == Duty.FACILITATOR

    @property
    def may_write(self) -> bool:
        """Whether they may write in debriefs: an observer only sees."""
        return self.player is not None or self.duty in (Duty.FACILITATOR, Duty.HELPER)

    @property
    def team_id(self) -> int | None:
        """The team that the viewer plays in; None for the staff and for a player without a team."""
        return self.player.team_id if self.player else None

    def may_see_team(self, team_id: int) -> bool:
        """Whether they may see what is a team's own: its films, notes and chat. What is general, every viewer sees."""
        return self.is_staff or team_id == self.team_id

    def require_team(self, team: Team) -> None:
        """Raise Http404 for a team of another game day, and PermissionDenied for another team of this one."""
        if team.gameday_id != self.gameday.pk:
            raise Http404
        if not self.may_see_team(team.pk):
            raise PermissionDenied(_("This is what another team takes home. Ask them to show it to you."))


def recap_viewer(request: HttpRequest, slug: str) -> Viewer:
    """Who asks. Three queries at most, with that for the user.

    Raises Http404 where there is nothing for this visitor: no such game day, or they have not played in it; and
    PermissionDenied with a sentence for its players, as long as no facilitator has opened the recap.
    """
    gameday = get_object_or_404(GameDay.objects.select_related("recap"), slug=slug)
    player = player_of(request.session)
    if player and player.gameday_id != gameday.pk:
        player = None
    if duty := duty_of(request.user):
        remember_caller(request, f"facilitator {request.user.pk}")
        return Viewer(gameday, player, duty)
    if player is None:
        raise Http404
    remember_caller(request, f"team {player.team_id}" if player.team_id else f"player {player.pk}")
    if not is_open_to_players(gameday):
        raise PermissionDenied(_not_yet(gameday))
    return Viewer(gameday, player)


def may_open_recap(request: HttpRequest, gameday: GameDay) -> bool:
    """Whether a page may lead this visitor to the recap of a day that is over."""
    if not gameday.is_over:
        return False
    if may_look(request.user):
        return True
    player = player_of(request.session)
    return player is not None and player.gameday_id == gameday.pk and is_open_to_players(gameday)


def is_open_to_players(gameday: GameDay) -> bool:
    """Whether a facilitator has opened the recap. One query, where it was not loaded with the game day."""
    try:
        return gameday.recap.opened_at is not None
    except Recap.DoesNotExist:
        return False


def _not_yet(gameday: GameDay) -> str:
    if gameday.is_over:
        return _("The recap is not open yet: a facilitator opens it, and your team page then leads here.")
    return _("There is no recap yet: the game day is not over. When it is, a facilitator opens it.")
