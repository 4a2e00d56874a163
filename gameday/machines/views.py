"""The page that a new machine asks once, with its invitation, for what it is handed."""

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from gameday.machines import handover
from gameday.machines.invitations import usable_invitation
from scenarios.refusal import Refused

LARGEST_QUESTION = 1000  # bytes
REFUSED = 409


@never_cache
@csrf_exempt  # the token in the path is the secret; no browser sends this
def join_host(request: HttpRequest, token: str) -> HttpResponse:
    """POST {"version": …} answers the host's environment as JSON, once; refusals are {"message": …} with status 409.

    Who opens it in a browser reads where the line belongs, and nothing is used up.
    """
    if request.method != "POST":
        return _explain(request, token)
    try:
        told = json.loads(request.body) if len(request.body) <= LARGEST_QUESTION else {}
        version = str(told.get("version", "")) if isinstance(told, dict) else ""
        return JsonResponse({"environment": handover.hand_over(token, version, timezone.now())})
    except ValueError:
        return JsonResponse({"message": "This is no JSON."}, status=400)
    except Refused as refusal:
        return JsonResponse({"message": str(refusal)}, status=REFUSED)


def _explain(request: HttpRequest, token: str) -> HttpResponse:
    found = usable_invitation(token, timezone.now())  # what it refuses, every page says
    return render(request, "join/host.html", {"host": found.host, "address": request.build_absolute_uri()})
