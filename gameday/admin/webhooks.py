"""Webhooks: whom Gameday tells what happens. Address and secret are shown once, when they are written, and never again."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gameday.admin.columns import column
from gameday.models import Webhook, WebhookDelivery
from gameday.webhooks import bodies, outbox, signing
from scenarios.admin import Facilitators

LATELY = 10  # deliveries that the page shows


class WebhookForm(forms.ModelForm):
    """An address that was saved is not shown: whoever knows it may write there. Left empty it stays as it is."""

    url = forms.URLField(label=_lazy("Address"), max_length=1000, assume_scheme="https", required=False)
    events = forms.MultipleChoiceField(
        label=_lazy("Events"),
        choices=[(verb.value, verb.label) for verb in bodies.EVENTS],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Webhook
        fields = ["name", "kind", "url", "gameday", "events", "enabled"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.pop("url", None)
        if self.instance.pk:
            shown = {"address": self.instance.shown_url}
            self.fields["url"].help_text = _("Now {address}. Leave it empty to keep that.").format(**shown)
        elif not self.initial.get("events"):
            self.initial["events"] = [verb.value for verb in bodies.EVENTS]

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"] or (self.instance.url if self.instance.pk else "")
        if not url:
            raise forms.ValidationError(_("Where should it be told? Copy the address from the other system."))
        if not url.startswith(("http://", "https://")):
            raise forms.ValidationError(_("Only addresses with http:// or https:// can be told anything."))
        return url


@admin.register(Webhook)
class WebhookAdmin(Facilitators):
    form = WebhookForm
    list_display = ["name", "kind", "where", "gameday", "enabled", "last_answer"]
    list_filter = ["kind", "enabled", "gameday"]
    list_select_related = ["gameday"]
    readonly_fields = ["lately"]
    fields = ["name", "kind", "url", "gameday", "events", "enabled", "lately"]
    change_form_template = "admin/gameday/webhook/change_form.html"

    where = column(_lazy("address"), lambda row: row.shown_url)
    last_answer = column(_lazy("last answer"), lambda row: _told(row.deliveries.first()))

    @admin.display(description=_lazy("told lately"))
    def lately(self, row: Webhook) -> SafeString | str:
        rows = row.deliveries.all()[:LATELY] if row.pk else []
        lines = ((each.made_at, _event(each), each.get_state_display(), each.answer) for each in rows)
        told = format_html_join("", "<li>{:%Y-%m-%d %H:%M:%S} · {} · {} {}</li>", lines)
        return format_html("<ul>{}</ul>", told) if told else _("Nothing yet. Send a test.")

    def save_model(self, request: HttpRequest, obj: Webhook, form: Any, change: bool) -> None:
        if not obj.secret:
            obj.secret = signing.new_secret()
            _show_secret(request, obj)
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/test/", view(require_POST(self.test)), name="gameday_webhook_test"),
            path("<int:pk>/secret/", view(require_POST(self.renew_secret)), name="gameday_webhook_secret"),
            path("tested/<int:pk>/", view(self.tested), name="gameday_webhook_tested"),
            path("tested/<int:pk>/answer/", view(never_cache(self.answer)), name="gameday_webhook_answer"),
        ]
        return own + super().get_urls()

    def test(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have a worker post a test; the page that follows shows what the other side answers."""
        webhook = get_object_or_404(Webhook, pk=pk)
        text = _("{by} tests this webhook from Gameday.").format(by=request.user.get_username())
        row = outbox.request_test(webhook, text, timezone.now())
        self.log_change(request, webhook, "Tested")
        return redirect("admin:gameday_webhook_tested", pk=row.pk)

    def tested(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The answer to a test, or that there is none yet."""
        row = get_object_or_404(WebhookDelivery.objects.select_related("webhook"), pk=pk)
        about = {"opts": self.opts, "title": _("Test of {webhook}").format(webhook=row.webhook), "delivery": row}
        return TemplateResponse(
            request, "admin/gameday/webhook/tested.html", self.admin_site.each_context(request) | about
        )

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The part of that page which is fetched until there is an answer."""
        row = get_object_or_404(WebhookDelivery.objects.select_related("webhook"), pk=pk)
        return render(request, "admin/gameday/webhook/answer.html", {"delivery": row})

    def renew_secret(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make a new secret; what is signed with the old one is signed no more."""
        webhook = get_object_or_404(Webhook, pk=pk)
        webhook.secret = signing.new_secret()
        webhook.save(update_fields=["secret"])
        self.log_change(request, webhook, "New secret")
        _show_secret(request, webhook)
        return redirect(reverse("admin:gameday_webhook_change", args=[pk]))


def _show_secret(request: HttpRequest, webhook: Webhook) -> None:
    told = _("This is the secret with which posts are signed. It is shown here once, so copy it now: {secret}")
    messages.warning(request, told.format(secret=webhook.secret))


def _event(row: WebhookDelivery) -> str:
    names = {verb.value: str(verb.label) for verb in bodies.EVENTS}
    return names.get(row.event, row.event)


def _told(row: WebhookDelivery | None) -> str:
    return f"{row.get_state_display()}: {row.answer}" if row else ""
