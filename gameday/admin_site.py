"""The facilitators' desk: Django's admin site with the game days first and the forensics last."""

from typing import Any

from django.contrib.admin import AdminSite, autodiscover
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy

from gameday import access
from gameday.models import GameDay
from gameday.models.choices import GameDayState
from gameday.people import sign_in

APPS = ["gameday", "scenarios", "scoring", "auth"]
NOUNS = [
    "GameDay",
    "Player",
    "Host",
    "Webhook",
]  # of the director's, those that one works with; what was only recorded follows
SHOWN = 8


def _place(name: str, order: list[str]) -> int:
    return order.index(name) if name in order else len(order)


class Desk(AdminSite):
    site_header = "Gameday"
    site_title = "Gameday"
    index_title = _lazy("The facilitators' desk")
    enable_nav_sidebar = False

    def get_urls(self) -> list[Any]:
        autodiscover()
        return super().get_urls()

    def check(self, app_configs: Any) -> list[Any]:
        autodiscover()
        return super().check(app_configs)

    def has_permission(self, request: HttpRequest) -> bool:
        """The desk is the facilitators'. Helpers and observers may sign out at it."""
        return access.may_control(request.user) or (
            access.may_look(request.user) and request.path == reverse("admin:logout", current_app=self.name)
        )

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Sign in. Helpers and observers, who have no desk, go where they wanted to go, or to the list of days."""
        answer = sign_in.remember_browser(request, super().login(request, extra_context))
        if access.may_control(request.user) or not access.may_look(request.user):
            return answer
        wanted = answer.get("Location", reverse("admin:index"))
        return redirect("scoring:days") if wanted.startswith(reverse("admin:index")) else answer

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place(model["object_name"], NOUNS))
        return sorted(apps, key=lambda app: _place(app["app_label"], APPS))

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        days = GameDay.objects.filter(rehearsal=False).exclude(state=GameDayState.ARCHIVED)
        shown = days.order_by("-created_at", "-id")[:SHOWN]
        return super().index(request, {"days": shown} | (extra_context or {}))
