"""The admin of players: who they are, their own link, and moving them to another team."""

from collections.abc import Iterator
from typing import Any

import segno
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from gameday import refusals
from gameday.admin.forms import MoveForm, PlayerForm
from gameday.models import GameDay, Player, Team
from gameday.people import players, removing
from scenarios.admin import Facilitators


class Removed(admin.SimpleListFilter):
    """Those who take part, unless one asks for those who were removed, or for all."""

    title = _lazy("removed")
    parameter_name = "removed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _lazy("removed")), ("all", _lazy("everybody"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Django calls the choice without a value "All"; here it means those who take part."""
        for number, choice in enumerate(super().choices(changelist)):
            yield {**choice, **({} if number else {"display": _("taking part")})}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Player]) -> QuerySet[Player]:
        if self.value() == "all":
            return queryset
        return queryset.filter(removed_at__isnull=self.value() != "yes")


@admin.register(Player)
class PlayerAdmin(Facilitators):
    form = PlayerForm
    list_display = ["name", "seat", "team", "gameday", "department", "skill", "newcomer", "joined", "locked"]
    list_editable = ["locked"]
    list_filter = [
        "gameday",
        Removed,
        "role",
        "newcomer",
        "locked",
        "bot",
        "joined_at",
        ("joined_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["team", "gameday"]
    list_per_page = 50
    search_fields = ["name", "department", "team__name"]
    actions = ["move_to_team", "remove", "let_back_in"]
    fields = [
        "gameday",
        "name",
        "role",
        "team",
        "department",
        "skill",
        "newcomer",
        "locked",
        "joined_at",
        "seen_at",
        "removed_at",
        "own_link",
    ]
    readonly_fields = ["joined_at", "seen_at", "removed_at", "own_link"]

    @admin.display(description=_lazy("seat"), ordering="role")
    def seat(self, row: Player) -> SafeString:
        return format_html('<span class="badge role-{}">{}</span>', row.role, row.get_role_display())

    @admin.display(description=_lazy("joined"), ordering="joined_at")
    def joined(self, row: Player) -> SafeString | str:
        """When; the newest stand together when one sorts by it. Who was removed is marked."""
        if row.removed_at:
            return format_html('<span class="badge halted">{}</span>', _("removed"))
        return f"{timezone.localtime(row.joined_at):%Y-%m-%d %H:%M:%S}" if row.joined_at else "–"

    @admin.display(description=_lazy("own link"))
    def own_link(self, row: Player) -> SafeString | str:
        """The player's own link, to hand to a player who lost it. It logs in without a password."""
        if row.pk is None:
            return _("Every player gets one; it is shown here after saving.")
        url = players.seat_url(row)
        return format_html(
            '<a href="{}">{}</a><p class="quiet">Whoever opens it sits on this seat: give it to {} only.</p>'
            '<img class="qr" src="{}" alt="QR code of the player\'s own link" width="180" height="180">',
            url,
            url,
            row.name,
            segno.make(url, error="m").svg_data_uri(scale=5, border=2, dark="#111", light="#fff"),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Player]:
        """With those who were removed; the list leaves them out until it is asked for them."""
        return Player.everybody.all()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*self.readonly_fields, *(["gameday"] if obj else [])]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer only teams of the player's game day, if that is known."""
        if db_field.name == "team":
            kwargs["queryset"] = self._teams(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _teams(self, request: HttpRequest) -> QuerySet[Team]:
        pk = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        gameday = request.GET.get("gameday", "")
        if pk and str(pk).isdigit():
            return Team.objects.filter(gameday__players=pk)
        return Team.objects.filter(gameday=int(gameday)) if gameday.isdigit() else Team.objects.all()

    def save_model(self, request: HttpRequest, obj: Player, form: Any, change: bool) -> None:
        """Save what was changed. If the team changes, both teams are told."""
        if not change:
            obj.save()
            return
        team = obj.team
        obj.save(update_fields=[name for name in form.changed_data if name not in ("team", "gameday")])
        if "team" in form.changed_data:
            players.move_player(obj, team, by=request.user.get_username(), now=timezone.now())

    def response_add(self, request: HttpRequest, obj: Player, post_url_continue: str | None = None) -> HttpResponse:
        if "_addanother" in request.POST:
            messages.success(request, _("{player} is on the list.").format(player=obj))
            return redirect(f"{reverse('admin:gameday_player_add')}?gameday={obj.gameday_id}")
        return super().response_add(request, obj, post_url_continue)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Let rows be deleted with their player although their own admin pages are read-only."""
        names, counts, _, protected = super().get_deleted_objects(objs, request)
        return names, counts, set(), protected

    @admin.action(description=_lazy("Move to another team …"))
    def move_to_team(self, request: HttpRequest, queryset: QuerySet[Player]) -> HttpResponse | None:
        """Ask for a team, then move all chosen players to it."""
        chosen = list(queryset.select_related("gameday", "team"))
        gamedays = {player.gameday for player in chosen}
        if len(gamedays) != 1:
            self.message_user(request, _("Choose players of one game day."), messages.ERROR)
            return None
        gameday = gamedays.pop()
        form = MoveForm(request.POST if "move" in request.POST else None, gameday=gameday)
        if form.is_valid():
            self._move(request, chosen, form.cleaned_data["team"])
            return None
        return self._ask(request, gameday, chosen, form)

    @admin.action(description=_lazy("Take out of the game …"))
    def remove(self, request: HttpRequest, queryset: QuerySet[Player]) -> HttpResponse | None:
        """Say what will happen to the chosen people, then do it."""
        chosen = list(queryset.filter(removed_at=None).select_related("gameday", "team"))
        if not chosen:
            self.message_user(request, _("All of these are out of the game already."), messages.WARNING)
            return None
        if "sure" not in request.POST:
            context = self.admin_site.each_context(request) | {
                "opts": self.opts,
                "title": _("Take people out of the game"),
                "players": chosen,
                "gameday": chosen[0].gameday,
            }
            return TemplateResponse(request, "admin/gameday/player/remove.html", context)
        removed = removing.remove_players(chosen, by=request.user.get_username(), now=timezone.now())
        self.message_user(
            request,
            ngettext(
                "{removed} person is out of the game; nothing was erased. The filter “removed” shows them, to let them back in.",
                "{removed} people are out of the game; nothing was erased. The filter “removed” shows them, to let them back in.",
                removed,
            ).format(removed=removed),
        )
        return None

    @admin.action(description=_lazy("Let back in"))
    def let_back_in(self, request: HttpRequest, queryset: QuerySet[Player]) -> None:
        with refusals.said(request, messages.ERROR):
            back = removing.let_back_in(queryset, by=request.user.get_username(), now=timezone.now())
            self.message_user(
                request,
                ngettext(
                    "{back} person may take part again, with all that they wrote. Points that went back stay back.",
                    "{back} people may take part again, with all that they wrote. Points that went back stay back.",
                    back,
                ).format(back=back),
            )

    def _move(self, request: HttpRequest, chosen: list[Player], team: Team | None) -> None:
        now, by = timezone.now(), request.user.get_username()
        with transaction.atomic():  # all of them, or none if one is refused
            moved = sum(players.move_player(player, team, by=by, now=now) for player in chosen)
        self.message_user(
            request,
            _("{moved} of {chosen} moved to {team}; both teams see it at once.").format(
                moved=moved, chosen=len(chosen), team=team or "no team"
            ),
        )

    def _ask(self, request: HttpRequest, gameday: GameDay, chosen: list[Player], form: MoveForm) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _("Move to another team"),
            "players": chosen,
            "form": form,
            "gameday": gameday,
        }
        return TemplateResponse(request, "admin/gameday/player/move.html", context)
