"""One debrief: that of a team, or that of all teams. Who is in it, who may lead it, and how its pages hear of news."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from gameday.access import current_seat
from gameday.background import rate_limit
from gameday.live.changes import Change, tell, tell_teams
from gameday.models import GameDay, Team
from scenarios.refusal import Refused
from scoring.afterwards.may_see import Viewer, recap_viewer

RATE = "40 per minute"  # writes of one person


@dataclass(frozen=True)
class Author:
    """Who writes: `role` is the seat, empty for the staff; `key` is for counting."""

    name: str
    role: str
    key: str


@dataclass(frozen=True)
class DebriefRoom:
    """A debrief as one visitor sees it; `team` is None in that of all teams."""

    viewer: Viewer
    team: Team | None
    author: Author

    @property
    def gameday(self) -> GameDay:
        return self.viewer.gameday

    @property
    def address(self) -> str:
        """Its page; all other addresses of this debrief begin with it."""
        return reverse("scoring:debrief", args=[self.gameday.slug, *([self.team.pk] if self.team else [])])

    @property
    def title(self) -> str:
        return self.team.name if self.team else _("All teams")

    @property
    def may_lead(self) -> bool:
        """A facilitator leads; a team that sits together may do without."""
        return self.viewer.facilitator or (self.team is not None and self.viewer.may_write)

    @property
    def rows(self) -> dict[str, Any]:
        """What its notes, action items and course have in common."""
        return {"gameday": self.gameday, "team": self.team}

    def tell(self) -> None:
        """Its open pages show something that is old."""
        if self.team:
            tell(Change.DEBRIEF, gameday_id=self.gameday.pk, team_id=self.team.pk)
        else:
            tell_teams(Change.DEBRIEF, self.gameday.team_ids(), gameday_id=self.gameday.pk)

    def count_write(self) -> None:
        """Count that its visitor is about to write. Raises Refused if it was too often."""
        if rate_limit.seconds_to_wait("debrief", self.author.key, RATE):
            raise Refused(_("That was quick: nothing was written, and your text is still in the field. Take a breath."))


def enter_debrief(request: HttpRequest, slug: str, team_id: int | None = None) -> DebriefRoom:
    """The debrief that an address names. Raises what recap_viewer and Viewer.require_team raise."""
    viewer = recap_viewer(request, slug)
    team = get_object_or_404(viewer.gameday.teams, pk=team_id) if team_id else None
    if team:
        viewer.require_team(team)
    return DebriefRoom(viewer, team, _author(request, viewer))


def enter_to_write(request: HttpRequest, slug: str, team_id: int | None = None) -> DebriefRoom:
    """The same, for an act in it. Raises PermissionDenied for an observer as well."""
    room = enter_debrief(request, slug, team_id)
    if not room.viewer.may_write:
        raise PermissionDenied(_("A debrief is written by players, facilitators and helpers. You may read along."))
    return room


def _author(request: HttpRequest, viewer: Viewer) -> Author:
    if viewer.is_staff or viewer.player is None:
        return Author(request.user.get_username(), "", f"f{request.user.pk}")
    return Author(viewer.player.name, current_seat(viewer.player), f"p{viewer.player.pk}")
