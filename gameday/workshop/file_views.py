"""Files for the editor: opened, saved, merged, downloaded, and who is in them. JSON, since its script asks."""

import base64
from pathlib import PurePosixPath

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone

from gameday.workshop import acts, porcelain, presence, sentences
from gameday.workshop.bench import Bench
from gameday.workshop.entry import at_bench, dev_acts, may_write, no, words
from gameday.workshop.inside.gitting import OrderRefused

PICTURES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}


@at_bench
def read(request: HttpRequest, bench: Bench) -> HttpResponse:
    """{"text", "digest", "write"}."""
    told = bench.order("read", path=request.GET.get("path", ""))
    return JsonResponse({**told, "write": may_write(bench.player)})


@at_bench
def raw(request: HttpRequest, bench: Bench) -> HttpResponse:
    """The file as it is, for saving elsewhere; a picture may be shown. Nothing else is ever taken for a page of ours."""
    name = PurePosixPath(request.GET.get("path", ""))
    data = base64.b64decode(bench.order("raw", path=str(name))["data"])
    response = HttpResponse(data, content_type=PICTURES.get(name.suffix.lower(), "application/octet-stream"))
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{name.name.encode("ascii", "replace").decode()}"'.replace("\\", "_")
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@dev_acts
def save(request: HttpRequest, bench: Bench) -> HttpResponse:
    """{"digest"}; or, where somebody else has changed the file meanwhile, what it is now and how that differs."""
    path, text, digest = words(request, "path", "text", "digest")
    try:
        told = acts.save(bench, path, text, digest, now=timezone.now())
    except OrderRefused as refusal:
        message = sentences.refused(refusal, path)
        if refusal.code != "changed":
            return no(message, refusal.code, 409)
        shown = {**refusal.facts, "path": path, "files": porcelain.diff(refusal.facts["diff"]), "message": message}
        return no(
            message,
            "changed",
            409,
            digest=refusal.facts["digest"],
            text=refusal.facts["text"],
            html=render_to_string("workshop/sheet_changed.html", shown, request),
        )
    return JsonResponse({"digest": told["digest"], "mark": told["mark"]})


@dev_acts
def merge(request: HttpRequest, bench: Bench) -> HttpResponse:
    """{"text", "conflicts", "digest"}: mine and theirs put together; nothing is written."""
    path, base, mine = words(request, "path", "base", "mine")
    return JsonResponse(bench.order("merge", path=path, base=base, mine=mine))


@at_bench
def here(request: HttpRequest, bench: Bench) -> HttpResponse:
    """Say which file one is at; `gone` when the page closes."""
    if request.method != "POST":
        return no("", "path", 405)
    if request.POST.get("gone"):
        presence.leave(bench.player)
    else:
        presence.come(
            bench.player,
            bench.repository,
            request.POST.get("path", "")[:200],
            unsaved=bool(request.POST.get("unsaved")),
        )
    return HttpResponse(status=204)
