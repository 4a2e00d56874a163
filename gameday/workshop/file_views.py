"""Opens, saves, merges and downloads files for the editor, and notes who is in which file. The answers are JSON."""

import base64
from pathlib import PurePosixPath

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone

from gameday.workshop import acts, porcelain, presence, sentences
from gameday.workshop.bench import Workbench
from gameday.workshop.entry import at_bench, body_texts, dev_acts, may_write, refusal_response
from gameday.workshop.inside.git_commands import OrderRefused

PICTURES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}


@at_bench
def read(request: HttpRequest, bench: Workbench) -> HttpResponse:
    """A file's {"text", "digest", "write": whether the player may save it}."""
    told = bench.order("read", path=request.GET.get("path", ""))
    return JsonResponse({**told, "write": may_write(bench.player)})


@at_bench
def raw(request: HttpRequest, bench: Workbench) -> HttpResponse:
    """Download a file. Only pictures get their own content type, so that no file is ever shown as a page of ours."""
    name = PurePosixPath(request.GET.get("path", ""))
    data = base64.b64decode(bench.order("raw", path=str(name))["data"])
    response = HttpResponse(data, content_type=PICTURES.get(name.suffix.lower(), "application/octet-stream"))
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{name.name.encode("ascii", "replace").decode()}"'.replace("\\", "_")
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@dev_acts
def save(request: HttpRequest, bench: Workbench) -> HttpResponse:
    """{"digest", "mark"}; or, with 409, the present text and the difference if another person changed the file."""
    path, text, digest = body_texts(request, "path", "text", "digest")
    try:
        told = acts.save_file(bench, path, text, digest, now=timezone.now())
    except OrderRefused as refusal:
        message = sentences.explain_refusal(refusal, path)
        if refusal.code != "changed":
            return refusal_response(message, refusal.code, 409)
        shown = {
            **refusal.facts,
            "path": path,
            "files": porcelain.parse_diff(refusal.facts["diff"]),
            "message": message,
        }
        return refusal_response(
            message,
            "changed",
            409,
            digest=refusal.facts["digest"],
            text=refusal.facts["text"],
            html=render_to_string("workshop/sheet_changed.html", shown, request),
        )
    return JsonResponse({"digest": told["digest"], "mark": told["mark"]})


@dev_acts
def merge(request: HttpRequest, bench: Workbench) -> HttpResponse:
    """{"text", "conflicts", "digest"}: the player's text merged with the file's present text. Nothing is written."""
    path, base, mine = body_texts(request, "path", "base", "mine")
    return JsonResponse(bench.order("merge", path=path, base=base, mine=mine))


@at_bench
def here(request: HttpRequest, bench: Workbench) -> HttpResponse:
    """Note which file the player has open; `gone` when the page closes."""
    if request.method != "POST":
        return refusal_response("", "path", 405)
    if request.POST.get("gone"):
        presence.say_gone(bench.player)
    else:
        presence.say_here(
            bench.player,
            bench.repository,
            request.POST.get("path", "")[:200],
            unsaved=bool(request.POST.get("unsaved")),
        )
    return HttpResponse(status=204)
