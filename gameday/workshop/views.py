"""The workshop's page, its parts, and what htmx asks of it. Files themselves are asked for in file_views."""

import hashlib
from collections.abc import Callable
from typing import Any

from csp.constants import NONCE, SELF
from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from gameday import access
from gameday.sandboxes import provisioning
from gameday.workshop import acts, porcelain, presence, releases, sentences, snapshot, tree
from gameday.workshop.acts import Said
from gameday.workshop.bench import Away, Bench
from gameday.workshop.entry import at_bench, dev_acts, may_write
from gameday.workshop.inside.gitting import OrderRefused

PARTS = ("people", "tree", "changes", "tests", "pipeline", "history")
STYLES = csp_update({"style-src": [SELF, NONCE]})  # CodeMirror writes its theme into a style element
Act = Callable[[Bench, QueryDict, Any], Said]
ACTS: dict[str, Act] = {
    "create": lambda bench, sent, now: acts.create(bench, sent.get("path", "").strip(), now=now),
    "rename": lambda bench, sent, now: acts.rename(bench, sent.get("path", ""), sent.get("to", "").strip(), now=now),
    "delete": lambda bench, sent, now: acts.delete(bench, sent.get("path", ""), now=now),
    "discard": lambda bench, sent, now: acts.discard(bench, sent.get("path", ""), now=now),
    "commit": lambda bench, sent, now: acts.commit(bench, sent.getlist("chosen"), sent.get("message", ""), now=now),
    "push": lambda bench, sent, now: acts.push(bench, now=now),
    "pull": lambda bench, sent, now: acts.pull(bench, now=now),
    "revert": lambda bench, sent, now: acts.revert(bench, sent.get("sha", ""), now=now),
    "settle": lambda bench, sent, now: acts.settle(bench, sent.get("path", ""), sent.get("side", ""), now=now),
    "go-on": lambda bench, sent, now: acts.carry_on(bench, now=now),
    "give-up": lambda bench, sent, now: acts.give_up(bench, now=now),
    "test": lambda bench, sent, now: acts.test(bench, now=now),
    "stop": lambda bench, sent, now: acts.stop(bench, now=now),
    "deploy": lambda bench, sent, now: acts.deploy(bench, sent.get("sha", ""), now=now),
    "roll-back": lambda bench, sent, now: acts.roll_back(bench, now=now),
}


@access.beside_engine
@access.player_required
def entrance(request: access.PlayerRequest) -> HttpResponse:
    """To the first repository; while there is none to go to, why."""
    player = request.player
    if player.team is None:
        return redirect("scoring:play")
    trouble, there = "", []
    try:
        there = Bench(player, provisioning.sandbox_of(player.team), "").order("repositories")["repositories"]
    except Away as away:
        trouble = sentences.away(away)
    first = "storefront" if "storefront" in there else next(iter(there), "")
    if getattr(request, "htmx", False):
        return HttpResponse(status=204) if not first else HttpResponse(headers={"HX-Refresh": "true"})
    if first:
        return redirect("gameday:workshop", repository=first)
    return render(
        request,
        "workshop/closed.html",
        {"player": player, "team": player.team, "trouble": trouble, "gameday": player.gameday},
        status=503 if trouble else 200,
    )


@STYLES
@at_bench
def page(request: HttpRequest, bench: Bench) -> HttpResponse:
    """The whole page. Where the workbench is away it comes without its parts, which come by themselves later."""
    context: dict[str, Any] = _about(bench) | {"repositories": [bench.repository], "trouble": ""}
    try:
        context |= _state(bench)
        context["repositories"] = context["seen"].repositories
    except OrderRefused as refusal:
        raise Http404(sentences.refused(refusal)) from refusal
    except Away as away:
        context["trouble"] = sentences.away(away)
    return render(request, "workshop/workshop.html", context)


@at_bench
def pulse(request: HttpRequest, bench: Bench) -> HttpResponse:
    """The parts that have changed since the page last had them."""
    return _parts(request, bench)


@dev_acts
def do(request: HttpRequest, bench: Bench, verb: str) -> HttpResponse:
    """An act: what came of it, and the parts that it changed."""
    if verb not in ACTS:
        raise Http404
    try:
        said = ACTS[verb](bench, request.POST, timezone.now())
    except OrderRefused as refusal:
        offer = "go-on" if refusal.code == "operation" else ""
        said = Said(sentences.refused(refusal, request.POST.get("path", "")), "warning", offer)
    return _parts(request, bench, said)


@at_bench
def sheet(request: HttpRequest, bench: Bench, name: str) -> HttpResponse:
    """What is read in the editor's place: a diff, a commit, a conflict's two sides, what the tests said."""
    path, sha = request.GET.get("path", ""), request.GET.get("sha", "")
    if name in ("commit", "log") and not porcelain.SHA.fullmatch(sha):
        raise Http404
    if name == "log":
        told = bench.order("ask", path=f"/logs/{bench.repository}/{sha}")
        text = releases.failures(told["text"]) if "text" in told else sentences.pipeline(told)
        return render(
            request, "workshop/sheet_log.html", {"sha": sha[:10], "text": text, "whole": told.get("text", "")}
        )
    if name == "commit":
        told = bench.order("show", sha=sha)
        about = {"commit": porcelain.log(told["log"])[0], "message": told["message"].partition("\n")[2].strip()}
    elif name in ("diff", "sides"):
        told, about = bench.order(name, path=path), {"path": path}
    else:
        raise Http404
    return render(request, f"workshop/sheet_{name}.html", about | {"files": porcelain.diff(told["diff"])})


def _about(bench: Bench) -> dict[str, Any]:
    player = bench.player
    return {
        "player": player,
        "team": player.team,
        "gameday": player.gameday,
        "repository": bench.repository,
        "dev": may_write(player),
    }


def _state(bench: Bench, *, fresh: bool = False) -> dict[str, Any]:
    """All that the parts show."""
    seen = snapshot.of(bench, fresh=fresh)
    assert bench.player.team_id
    people = presence.people(bench.player.team_id)
    here = [each for each in people if each.repository == bench.repository]
    return {
        "seen": seen,
        "people": people,
        "root": tree.grow(seen.files, seen.status.changes, here),
        "mine": "theirs" if seen.operation in ("rebase", "") else "ours",
        "others": "ours" if seen.operation in ("rebase", "") else "theirs",
    }


def _parts(request: HttpRequest, bench: Bench, said: Said | None = None) -> HttpResponse:
    context, html = _about(bench), ""
    try:
        context |= _state(bench, fresh=said is not None or "fresh" in request.GET)
    except Away as away:
        trouble = sentences.away(away)
        return HttpResponse(_swap("trouble", render_to_string("workshop/trouble.html", {"trouble": trouble}, request)))
    for name in PARTS:
        text = render_to_string(f"workshop/{name}.html", context, request)
        seen = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        if (request.GET or request.POST).get(f"seen-{name}") != seen:
            html += _swap(name, f'<input type="hidden" class="seen" name="seen-{name}" value="{seen}">{text}')
    if said:
        html += _swap("said", render_to_string("workshop/said.html", context | {"said": said}, request))
    return HttpResponse(html + _swap("trouble", ""))


def _swap(name: str, html: str) -> str:
    """A piece of an answer that htmx puts into the element of that name."""
    return f'<div hx-swap-oob="innerHTML:#{name}">{html}</div>'
