"""Admin pages of hosts: what each is, carries and says of itself, and what can be done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import refusals
from gameday.admin.columns import column
from gameday.admin.records import state_badge
from gameday.background import engine_queue
from gameday.machines import roster
from gameday.models import Host
from gameday.sandboxes import addresses, hosts
from scenarios.admin import Facilitators


@admin.register(Host)
class HostAdmin(Facilitators):
    list_display = ["name", "state", "well", "carries", "capacity", "load_now", "made_of", "clock", "seen_at"]
    list_filter = ["status", "enabled"]
    actions = ["probe_again", "drain", "take_back", "remove"]
    fieldsets = [
        (None, {"fields": ["name", "url", "capacity", "enabled", "state", "well", "seen_at"]}),
        (_lazy("Where it is reached"), {"fields": ["shop_host", "shop_bind", "shop_ports", "probe_host", "serve_url"]}),
        (
            _lazy("What it says of itself"),
            {"fields": ["load_now", "made_of", "clock", "memory_mb", "can", "checked_at"]},
        ),
    ]
    readonly_fields = ["state", "well", "seen_at", "load_now", "made_of", "clock", "memory_mb", "can", "checked_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """The name of an existing host cannot be changed: its worker's queue is named after it."""
        return [*self.readonly_fields, *(["name"] if obj else [])]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Host]:
        return roster.with_carried(super().get_queryset(request))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """*Remove* does it: there are rights to take away."""
        return False

    # Columns ---------------------------------------------------------------------------------------------------------

    carries = column(_lazy("sandboxes"), lambda row: row.carried)
    load_now = column(_lazy("load"), lambda row: _line(row).load or "–")
    made_of = column(_lazy("versions"), lambda row: _line(row).versions or "–")
    clock = column(_lazy("clock"), lambda row: "–" if row.clock_skew_ms is None else f"{row.clock_skew_ms:+} ms")
    can = column(
        _lazy("its kernel can do"),
        lambda row: ", ".join(row.capabilities) or _("not tried yet: choose “Probe again” in the list"),
    )

    @admin.display(description=_lazy("state"), ordering="status")
    def state(self, row: Host) -> SafeString:
        line = _line(row)
        return state_badge(line.badge, line.state)

    @admin.display(description=_lazy("engine"))
    def well(self, row: Host) -> SafeString:
        if problems := _line(row).problems:
            return format_html("{} {}", state_badge("failed", _("look")), " ".join(problems))
        return state_badge("ready") if row.checked_at else state_badge("scheduled", _("never asked"))

    # Acts ------------------------------------------------------------------------------------------------------------

    @admin.action(description=_lazy("Probe again"))
    def probe_again(self, request: HttpRequest, queryset: QuerySet[Host]) -> None:
        """Ask each engine whether it answers, and probe what its kernel is able to do."""
        for host in queryset:
            if addresses.serve_url(host):
                engine_queue.send_to_engine("reconcile", host.pk, host)
                self.message_user(request, _("{host} is asked; load this page again in a moment.").format(host=host))
                continue
            hosts.refresh_host(host, timezone.now(), thorough=True)
            if host.problem:
                self.message_user(request, f"{host}: {host.problem}", messages.ERROR)
            else:
                able = _("{host} answers and can do {count} things.").format(host=host, count=len(host.capabilities))
                self.message_user(request, able, messages.SUCCESS)

    @admin.action(description=_lazy("Drain: take no new sandboxes"))
    def drain(self, request: HttpRequest, queryset: QuerySet[Host]) -> None:
        done = _("{host} takes no new sandboxes; those that it carries stay.")
        self._each(request, queryset, lambda host: roster.drain_host(host, **_act(request)), done)

    @admin.action(description=_lazy("Take new sandboxes again"))
    def take_back(self, request: HttpRequest, queryset: QuerySet[Host]) -> None:
        done = _("{host} takes new sandboxes.")
        self._each(request, queryset, lambda host: roster.drain_host(host, back=True, **_act(request)), done)

    @admin.action(description=_lazy("Remove: forget it and take its rights away"))
    def remove(self, request: HttpRequest, queryset: QuerySet[Host]) -> None:
        def remove(host: Host) -> None:
            for left in roster.remove_host(host, **_act(request)):
                self.message_user(request, left, messages.ERROR)

        self._each(request, queryset, remove, _("{host} is removed."))

    def _each(self, request: HttpRequest, rows: QuerySet[Host], act: Callable[[Host], object], done: str) -> None:
        for host in rows:
            with refusals.said(request, messages.ERROR):
                act(host)
                self.message_user(request, done.format(host=host), messages.SUCCESS)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}


def _act(request: HttpRequest) -> dict[str, Any]:
    """Who does it, and when."""
    return {"by": request.user.get_username(), "now": timezone.now()}


def _line(row: Host) -> roster.HostLine:
    return roster.host_line(row, timezone.now())
