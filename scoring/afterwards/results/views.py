"""Results for programs: /api/v1/gamedays/<slug>/results/, timeline/ and ledger/, and their description as OpenAPI."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gameday.models import GameDay
from scoring.afterwards.results.reading import read_ledger, read_results, read_time_line
from scoring.afterwards.results.shapes import openapi_description
from scoring.afterwards.results.tokens import may_read_results

LARGEST_ID = 2**63 - 1


@require_GET
def read(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """One of the three. Problems are JSON too: 400, 401 or 404 with a message."""
    now = timezone.now()
    if not may_read_results(request, now):
        problem = _(
            "Send a facilitator's token: “Authorization: Bearer …”. The admin makes one, below Tokens for results."
        )
        return JsonResponse({"message": problem}, status=401, headers={"WWW-Authenticate": "Bearer"})
    gameday = GameDay.objects.filter(slug=slug).first()
    if gameday is None:
        return JsonResponse({"message": _("There is no game day {slug}.").format(slug=slug)}, status=404)
    after = request.GET.get("after", "0")
    if not (after.isascii() and after.isdigit() and int(after) <= LARGEST_ID):
        return JsonResponse({"message": _("“after” is a number: the “next” of the page before.")}, status=400)
    if what == "timeline":
        answer = read_time_line(gameday, after=int(after)).model_dump_json()
    elif what == "ledger":
        answer = read_ledger(gameday, after=int(after)).model_dump_json()
    else:
        answer = read_results(gameday, now).model_dump_json()
    return HttpResponse(answer, content_type="application/json", headers={"Cache-Control": "no-store"})


@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """What there is to read, for programs and for people. Everybody may see it."""
    return JsonResponse(openapi_description(settings.PUBLIC_URL))
