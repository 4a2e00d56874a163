"""The admin pages of the ledger, of what the referee measured and of films. They only show; corrections are made in the control room."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from gameday.admin.columns import column
from scenarios.admin import ReadOnly, pretty
from scoring import rules
from scoring.afterwards.film import films
from scoring.afterwards.results.tokens import fill_token
from scoring.models import Attempt, Entry, Film, HintTaken, Observation, ResultsToken, Standing


def signed_points(points: int) -> SafeString:
    return format_html('<span class="points {}">{}</span>', "plus" if points > 0 else "minus", f"{points:+d}")


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    list_display = ["at", "gameday", "team", "kind", "amount", "reason", "by", "reversal"]
    list_filter = ["gameday", "kind", "team"]
    list_select_related = ["gameday", "team"]
    search_fields = ["reason", "key", "by", "team__name"]
    ordering = ["-id"]
    date_hierarchy = "at"

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Offer the filter by team only within one game day: teams of different days may have the same names."""
        one = any(name.startswith("gameday") for name in request.GET)
        return self.list_filter if one else [name for name in self.list_filter if name != "team"]

    amount = column(_lazy("points"), lambda row: signed_points(row.points), ordering="points")
    reversal = column(_lazy("reverses"), lambda row: f"line {row.reverses_id}" if row.reverses_id else "")


@admin.register(Observation)
class ObservationAdmin(ReadOnly):
    list_display = ["at", "gameday", "team", "tick", "amount", "outcomes"]
    list_filter = ["gameday"]
    list_select_related = ["gameday", "team"]
    search_fields = ["team__name"]
    ordering = ["-at", "-id"]
    exclude = ["journeys"]
    readonly_fields = ["readings"]

    amount = column(_lazy("points"), lambda row: signed_points(row.points), ordering="points")

    @admin.display(description=_lazy("customers"))
    def outcomes(self, row: Observation) -> str:
        return ", ".join(
            f"{journey.label} {met.words}" for journey, met in rules.journeys_in_order(row.journeys).items()
        )

    readings = column(_lazy("readings"), lambda row: pretty(row.journeys))


@admin.register(Standing)
class StandingAdmin(ReadOnly):
    list_display = ["gameday", "rank", "team", "points", "revenue", "resolved", "updated_at"]
    list_filter = ["gameday"]
    list_select_related = ["gameday", "team"]
    ordering = ["gameday", "rank"]


@admin.register(HintTaken)
class HintTakenAdmin(ReadOnly):
    list_display = ["at", "team", "scenario", "step", "player", "price", "free"]
    list_filter = ["incident__gameday", "free"]
    list_select_related = ["incident__team", "incident__scenario", "player"]
    search_fields = ["incident__team__name", "player__name"]
    ordering = ["-at", "-id"]

    team = column(_lazy("team"), lambda row: row.incident.team.name)
    scenario = column(_lazy("scenario"), lambda row: row.incident.scenario.title)
    step = column(_lazy("hint"), lambda row: row.rung + 1)


@admin.register(Attempt)
class AttemptAdmin(ReadOnly):
    list_display = ["at", "team", "objective_key", "player", "text", "correct"]
    list_filter = ["objective__incident__gameday", "correct"]
    list_select_related = ["objective__incident__team", "player"]
    search_fields = ["text", "player__name"]
    ordering = ["-at", "-id"]

    team = column(_lazy("team"), lambda row: row.objective.incident.team.name)

    @admin.display(description=_lazy("objective"))
    def objective_key(self, row: Attempt) -> str:
        return row.objective.key


@admin.register(ResultsToken)
class ResultsTokenAdmin(admin.ModelAdmin):
    """A token is shown once, when it is made. It is taken away by deleting its row."""

    list_display = ["name", "user", "made_at", "used_at"]
    fields = ["name"]

    def has_change_permission(self, request: HttpRequest, obj: ResultsToken | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ResultsToken, form: Any, change: bool) -> None:
        token = fill_token(obj, request.user)
        obj.save()
        told = _("This is the token. It is shown here once, so copy it now: {token}").format(token=token)
        messages.warning(request, told)


@admin.register(Film)
class FilmAdmin(ReadOnly):
    list_display = ["team", "scenario", "state", "attempts", "size", "made_at", "problem"]
    list_filter = ["incident__gameday", "state"]
    list_select_related = ["incident__team", "incident__scenario"]
    search_fields = ["incident__team__name", "incident__scenario__title"]
    ordering = ["-asked_at", "incident"]
    exclude = ["body"]
    actions = ["make_again"]

    team = column(_lazy("team"), lambda row: row.incident.team.name)
    scenario = column(_lazy("scenario"), lambda row: row.incident.scenario.title)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Film]:
        return super().get_queryset(request).defer("body")

    @admin.action(description=_lazy("Make these films again"), permissions=["view"])
    def make_again(self, request: HttpRequest, chosen: QuerySet[Film]) -> None:
        LogEntry.objects.log_actions(request.user.pk or 0, chosen, CHANGE, "Made again")
        count = films.renew_films(Film.objects.filter(pk__in=chosen.values("pk")), timezone.now())
        said = ngettext("{count} film is made again.", "{count} films are made again.", count)
        self.message_user(request, said.format(count=count), messages.SUCCESS)
