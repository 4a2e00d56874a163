"""Admin pages of what the platform writes (sandboxes, incidents, faults, moves, acts), read-only."""

from django.contrib import admin
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _lazy

from gameday.admin.columns import column
from gameday.language.vocabulary import actor_name, translate_code
from gameday.models import Activity, Incident, Injection, Message, Sandbox, Transition
from gameday.models.choices import SandboxState
from gameday.sandboxes import addresses
from scenarios.admin import ReadOnly, pretty


def state_badge(state: str, text: str = "") -> SafeString:
    return format_html('<span class="badge {}">{}</span>', state, text or translate_code(state))


class Stateful(ReadOnly):
    """Rows with a state. The page of a row lists every move of its state."""

    badge = column(_lazy("state"), lambda row: state_badge(row.state), ordering="state")

    @admin.display(description=_lazy("moves"))
    def moves(self, row: Model) -> SafeString:
        url = reverse("admin:gameday_transition_changelist")
        return format_html('<a href="{}?noun={}&row={}">every move of it</a>', url, type(row).__name__, row.pk)


@admin.register(Sandbox)
class SandboxAdmin(Stateful):
    list_display = ["handle", "badge", "team", "gameday", "host", "shop", "requested_at", "ready_at", "problem"]
    list_filter = ["state", "host", "warm", "team__gameday"]
    list_select_related = ["team__gameday", "host"]
    search_fields = ["handle", "team__name", "problem"]
    ordering = ["-requested_at", "-id"]
    readonly_fields = ["moves", "how_far", "shop"]
    exclude = ["progress"]

    gameday = column(_lazy("game day"), lambda row: str(row.team.gameday) if row.team else "warm pool")

    @admin.display(description=_lazy("shop"))
    def shop(self, row: Sandbox) -> SafeString | str:
        url = addresses.shop_url(row) if row.state == SandboxState.READY else ""
        return format_html('<a href="{}" rel="noreferrer">open</a>', url) if url else ""

    how_far = column(_lazy("progress"), lambda row: pretty(row.progress))


@admin.register(Incident)
class IncidentAdmin(Stateful):
    list_display = ["title", "badge", "team", "gameday", "due_at", "live_at", "ended_at", "problem"]
    list_filter = ["state", "gameday", "scenario__slug"]
    list_select_related = ["scenario", "team", "gameday"]
    search_fields = ["team__name", "scenario__title", "problem"]
    ordering = ["-due_at", "-id"]
    readonly_fields = ["moves", "faults"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        return super().get_queryset(request).defer("scenario__document", "scenario__assets", "scenario__proof")

    title = column(_lazy("scenario"), lambda row: row.scenario.title, ordering="scenario__title")

    @admin.display(description=_lazy("faults"))
    def faults(self, row: Incident) -> SafeString:
        url = reverse("admin:gameday_injection_changelist")
        return format_html('<a href="{}?incident={}">every fault of it</a>', url, row.pk)


@admin.register(Injection)
class InjectionAdmin(Stateful):
    list_display = ["kind", "target", "badge", "team", "applied_at", "verified_at", "healed_at", "healed_by", "problem"]
    list_filter = ["state", "kind", "healed_by", "incident__gameday"]
    list_select_related = ["incident__team"]
    search_fields = ["handle", "kind", "target", "incident__team__name", "problem"]
    ordering = ["-id"]
    readonly_fields = ["moves", "heal_recipe", "given"]
    exclude = ["recipe", "arguments"]

    team = column(_lazy("team"), lambda row: row.incident.team.name)
    heal_recipe = column(_lazy("heal recipe"), lambda row: pretty(row.recipe))
    given = column(_lazy("arguments"), lambda row: pretty(row.arguments))


@admin.register(Transition)
class TransitionAdmin(ReadOnly):
    list_display = ["at", "noun", "row", "old", "new", "actor", "why"]
    list_filter = ["noun", "new", "by"]
    search_fields = ["by", "why", "=row"]
    ordering = ["-at", "-id"]
    date_hierarchy = "at"

    actor = column(_lazy("by"), lambda row: str(actor_name(row.by)), ordering="by")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == "row" or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]


@admin.register(Activity)
class ActivityAdmin(ReadOnly):
    list_display = ["at", "gameday", "team", "player", "role", "verb", "text", "public"]
    list_filter = ["gameday", "verb", "role", "public"]
    list_select_related = ["gameday", "team", "player"]
    search_fields = ["text", "player__name", "team__name"]
    date_hierarchy = "at"


@admin.register(Message)
class MessageAdmin(ReadOnly):
    list_display = ["at", "gameday", "to", "sender", "text", "readers"]
    list_filter = ["gameday", "sender"]
    list_select_related = ["gameday", "team", "player", "sender"]
    search_fields = ["text", "team__name", "player__name"]
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return super().get_queryset(request).annotate(readers_total=Count("read_by"))

    to = column(_lazy("to"), lambda row: str(row.player or row.team or "everybody"))
    readers = column(_lazy("read by"), lambda row: row.readers_total)
