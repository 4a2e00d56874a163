"""The admin of game days: creates them from a few numbers, and changes them with their teams and rounds."""

import secrets
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.db.models import Count, ForeignKey, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday.admin.columns import column
from gameday.admin.forms import (
    HEAVY_COLUMNS,
    GameDayForm,
    NewGameDayForm,
    RoundForm,
    RoundFormSet,
    TeamForm,
    TeamFormSet,
    offered_scenarios,
)
from gameday.admin.pages import GameDayPages, change_url
from gameday.event import schedule
from gameday.language import moments
from gameday.language.vocabulary import translate_code
from gameday.live.changes import Change, tell_teams
from gameday.models import GameDay, Round, Sandbox, Team
from gameday.models.choices import OVER, STANDING, GameDayState, SandboxState
from gameday.models.player import PRESENT
from gameday.people import admission, seats
from gameday.sandboxes import provisioning
from scenarios.admin import Facilitators

GAMEDAY_FIELDS = GameDayForm.Meta.fields
FIXED_FIELDS: dict[str, list[str]] = {  # fields that may not be changed any more, by state
    GameDayState.DRAFT: [],
    GameDayState.PROVISIONING: ["slug", "company", "launch_at"],
    GameDayState.LOBBY: ["slug", "company", "launch_at"],
    GameDayState.RUNNING: ["slug", "company", "launch_at", "seed", "catch_up", "language"],
    GameDayState.PAUSED: ["slug", "company", "launch_at", "seed", "catch_up", "language"],
    GameDayState.FINISHED: GAMEDAY_FIELDS[1:],
    GameDayState.ARCHIVED: GAMEDAY_FIELDS[1:],
}


def state_of(gameday: Model | None) -> str:
    return getattr(gameday, "state", GameDayState.DRAFT)


class GameDayInline(admin.TabularInline):
    """Rows of a game day on its page. A person who may change the game day may change them."""

    extra = 0
    show_change_link = False
    adding: tuple[str, ...] = ("draft",)
    deleting: tuple[str, ...] = ("draft",)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return state_of(obj) not in OVER

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return state_of(obj) in self.adding

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return state_of(obj) in self.deleting


class TeamInline(GameDayInline):
    """Teams. Their number is fixed at the launch; names and colours can still be changed."""

    model = Team
    form = TeamForm
    formset = TeamFormSet
    fields = ["position", "emblem", "name", "colour", "motto", "seats_open"]


class RoundInline(GameDayInline):
    model = Round
    form = RoundForm
    formset = RoundFormSet
    fields = ["scenario", "starts_after", "swap", "opened_at"]
    readonly_fields = ["opened_at"]
    adding = deleting = tuple(state for state in FIXED_FIELDS if state not in OVER)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Round]:
        heavy = [f"scenario__{column}" for column in HEAVY_COLUMNS]
        return super().get_queryset(request).select_related("scenario").defer(*heavy)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the newest versions, queried once for all rows."""
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "scenario":
            pk = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
            field.queryset = offered_scenarios(GameDay.objects.filter(pk=pk).first() if pk else None)
            field.choices = list(field.choices)
        return field


@admin.register(GameDay)
class GameDayAdmin(GameDayPages, Facilitators):
    form = GameDayForm
    list_display = ["name", "badge", "team_count", "player_count", "round_count", "launches", "doors"]
    list_filter = ["state"]
    search_fields = ["name", "slug", "join_code"]
    ordering = ["-created_at", "-id"]
    actions = ["draw_teams"]
    change_form_template = "admin/gameday/gameday/change_form.html"
    save_on_top = False
    inlines = [TeamInline, RoundInline]

    # The list --------------------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[GameDay]:
        counts = {f"{noun}_total": Count(noun, distinct=True) for noun in ("teams", "rounds")}
        counts["players_total"] = Count("players", filter=PRESENT, distinct=True)
        return super().get_queryset(request).filter(rehearsal=False).annotate(**counts)

    @admin.display(description=_lazy("state"), ordering="state")
    def badge(self, row: GameDay) -> SafeString:
        states = [row.state, *(["halted"] if row.halted_at else [])]
        return format_html_join(
            " ", '<span class="badge {}">{}</span>', ((state, translate_code(state)) for state in states)
        )

    team_count = column(_lazy("teams"), lambda row: row.teams_total, ordering="teams_total")
    player_count = column(_lazy("players"), lambda row: row.players_total, ordering="players_total")
    round_count = column(_lazy("rounds"), lambda row: row.rounds_total, ordering="rounds_total")

    launches = column(
        _lazy("launch at"),
        lambda row: moments.write_moment(row.launch_at, row) if row.launch_at else "",
        ordering="launch_at",
    )

    @admin.display(description=_lazy("pages"))
    def doors(self, row: GameDay) -> SafeString:
        return format_html(
            '<a href="{}">control room</a> · <a href="{}">board</a>',
            reverse("scoring:control", args=[row.slug]),
            reverse("scoring:board", args=[row.slug]),
        )

    @admin.action(description=_lazy("Draw the teams …"))
    def draw_teams(self, request: HttpRequest, queryset: QuerySet[GameDay]) -> HttpResponse | None:
        if len(queryset) != 1:
            self.message_user(request, _("Choose one game day: each draw is looked at by itself."), messages.ERROR)
            return None
        return redirect("admin:gameday_gameday_draw", pk=queryset[0].pk)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer no deleting of many at once: each game day may have its own reason against it."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    # The form --------------------------------------------------------------------------------------------------------

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """In the zone of the game day, in which its moments are typed and shown; get_form activates it."""
        with timezone.override(timezone.get_current_timezone()):
            response = super().changeform_view(request, *args, **kwargs)
            return response.render() if isinstance(response, TemplateResponse) else response

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            named = request.POST.get("time_zone", "")
            timezone.activate(ZoneInfo(named if named in moments.zone_names() else obj.time_zone))
        chosen = {"form": self.form if change else NewGameDayForm}
        return super().get_form(request, obj, change=change, **chosen | kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        about = GAMEDAY_FIELDS if obj else [name for name in GAMEDAY_FIELDS if name != "launch_at"]
        sets: list[Any] = [(None, {"fields": about})]
        if obj is None:
            sets.append((_("Teams and rounds"), {"fields": ["number", "scenarios", "first", "every"]}))
        return sets

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return FIXED_FIELDS[state_of(obj)]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {"slug": ["name"]} if obj is None else {}

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        given: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        first = {"seed": secrets.randbelow(10_000), "duration": timedelta(hours=2), "language": get_language()}
        return first | given

    def save_model(self, request: HttpRequest, obj: GameDay, form: Any, change: bool) -> None:
        """Save what was changed. A new game day gets its teams and rounds."""
        if change:
            form.save()
            return
        obj.created_by = request.user  # type: ignore[assignment]
        obj.save()
        given = form.cleaned_data
        schedule.add_teams(obj, given["number"])
        schedule.add_rounds(obj, list(given["scenarios"]), first=given["first"], every=given["every"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Refresh every open page after the commit: names, seats or the end may have changed."""
        super().save_related(request, form, formsets, change)
        gameday, now = form.instance, timezone.now()
        if change and "seats_open" in form.changed_data:
            seats.announce_seats(gameday, by=request.user.get_username(), now=now)
        if change and "most_players" in form.changed_data:
            admission.announce_places(gameday, by=request.user.get_username(), now=now)
        for line in (line for lines in formsets for line in lines.forms if "seats_open" in line.changed_data):
            seats.announce_seats(line.instance, by=request.user.get_username(), now=now)
        tell_teams(Change.GAMEDAY_EDITED, gameday.team_ids(), gameday_id=gameday.pk)

    def response_add(self, request: HttpRequest, obj: GameDay, post_url_continue: str | None = None) -> HttpResponse:
        messages.success(
            request, _("{gameday} is a draft now. Look it over, bring in the people, then launch.").format(gameday=obj)
        )
        return redirect(change_url(obj))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        gameday = kwargs.get("obj")
        if gameday is not None:
            context |= self._panel(gameday) | {"title": str(gameday), "subtitle": None}
        context |= {"show_save_and_add_another": False, "show_save_and_continue": gameday is not None}
        return super().render_change_form(request, context, *args, **kwargs)

    # Deleting --------------------------------------------------------------------------------------------------------

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        gameday = self.get_object(request, object_id)
        if gameday is not None and (why := why_kept(gameday)):
            messages.error(request, why)
            return redirect(change_url(gameday))
        boxes = Sandbox.objects.filter(team__gameday=gameday).exclude(state=SandboxState.GONE).count()
        return super().delete_view(request, object_id, {"boxes": boxes, **(extra_context or {})})

    def delete_model(self, request: HttpRequest, obj: GameDay) -> None:
        """Delete the game day, and remove what it has on engines."""
        provisioning.abandon_sandboxes(obj, by=str(request.user), now=timezone.now())
        super().delete_model(request, obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Let rows be deleted with their game day although their own admin pages are read-only."""
        names, counts, _, protected = super().get_deleted_objects(objs, request)
        return names, counts, set(), protected


def why_kept(gameday: GameDay) -> str:
    """Why a game day may not be deleted; empty if it may."""
    if gameday.state not in (GameDayState.DRAFT, GameDayState.ARCHIVED):
        return _("{gameday} is {state}. Only a draft or an archived game day can be deleted; archive it first.").format(
            gameday=gameday, state=gameday.state
        )
    if gameday.rehearsals.filter(state__in=STANDING).exists():
        return _("A rehearsal of {gameday} is under way. Cancel it, and delete in a moment.").format(gameday=gameday)
    if gameday.preflights.filter(cleared_at=None).exists():
        return _("A pre-flight of {gameday} still has a spare sandbox. Cancel it, and delete in a moment.").format(
            gameday=gameday
        )
    if lines := gameday.entries.count():
        return _(
            "{gameday} has {lines} lines in the ledger, and nothing ever leaves the ledger. It stays archived."
        ).format(gameday=gameday, lines=lines)
    return ""
