"""The admin pages of published scenarios, which can only be read; and ReadOnly, the base of every such admin page."""

import json
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from scenarios.document import parse
from scenarios.models import Scenario


def is_facilitator(request: HttpRequest) -> bool:
    """An active member of staff. Who of them gets into the admin at all, gameday/admin_site.py says."""
    return bool(request.user.is_active and getattr(request.user, "is_staff", False))


class Facilitators(admin.ModelAdmin):
    """Pages that every facilitator may use. Django's rights for single models do not count."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_facilitator(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_facilitator(request)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return is_facilitator(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_facilitator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_facilitator(request)


class ReadOnly(Facilitators):
    """Rows that the platform writes. People may read them, not change them."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def pretty(value: Any) -> SafeString:
    """JSON, indented for people to read."""
    return format_html('<pre class="data">{}</pre>', json.dumps(value, indent=2, ensure_ascii=False))


@admin.register(Scenario)
class ScenarioAdmin(ReadOnly):
    """What a facilitator looks at stands in the catalogue, which "View on site" opens."""

    list_display = ["title", "slug", "version", "category", "stars", "holds", "published_at"]
    list_filter = ["category", "difficulty", ("proved_at", admin.EmptyFieldListFilter)]
    search_fields = ["title", "slug"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "version", "category", "stars", "published_at", "holds"]}),
        ("Solution and files", {"fields": ["solution", "files", "digest"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scenario]:
        """Leaves the large columns out of the list, where they are not shown."""
        rows = super().get_queryset(request)
        one = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        return rows if one else rows.defer("document", "assets", "proof")

    @admin.display(description="difficulty", ordering="difficulty")
    def stars(self, row: Scenario) -> SafeString:
        return format_html('<span title="{} of 3">{}</span>', row.difficulty, "★" * row.difficulty)

    @admin.display(description="last proof", ordering="proved_at")
    def holds(self, row: Scenario) -> SafeString:
        if row.proved_at is None:
            return format_html('<span class="badge slow">{}</span>', "not proved here")
        return format_html('<span class="badge full">held</span> {}', f"{row.proved_at:%Y-%m-%d %H:%M}")

    def solution(self, row: Scenario) -> SafeString:
        steps = [(role, step) for role, steps in parse.document_of(row).solution.items() for step in steps]
        return _list((role.capitalize(), f"{step.what} on {step.on} as {step.user}") for role, step in steps)

    def files(self, row: Scenario) -> SafeString:
        return format_html_join("", "<code>{}</code><br>", ((path,) for path in sorted(row.assets)))


def _list(pairs: Any) -> SafeString:
    rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", pairs)
    return format_html('<dl class="telling">{}</dl>', rows)
