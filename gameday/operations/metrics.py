"""/metrics: the figures of this process for Prometheus. For this machine, and for who bears the token of the settings."""

import ipaddress
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_prometheus.exports import ExportToDjangoView

FORWARDED = ("X-Forwarded-For", "Forwarded")  # a proxy on this machine asks for somebody else


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if _comes_from_this_machine(request) or _bears_token(request):
        return ExportToDjangoView(request)
    sentence = _(
        "The figures are for this machine, by a loopback address. Elsewhere send “Authorization: Bearer …” with the "
        "token that GAMEDAY_METRICS_TOKEN sets."
    )
    headers = {"WWW-Authenticate": "Bearer"}
    return HttpResponse(sentence, status=401, content_type="text/plain; charset=utf-8", headers=headers)


def _comes_from_this_machine(request: HttpRequest) -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _bears_token(request: HttpRequest) -> bool:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    wanted = settings.METRICS_TOKEN
    return bool(wanted) and kind.lower() == "bearer" and secrets.compare_digest(token.encode(), wanted.encode())
