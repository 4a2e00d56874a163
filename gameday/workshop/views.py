"""The workshop's page and what htmx asks of it. The editor's requests for files stand in file_views.py."""

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
from gameday.web.desk_frame import framed_by_desk
from gameday.workshop import acts, porcelain, presence, releases, sentences, snapshot, tree
from gameday.workshop.acts import ActAnswer
from gameday.workshop.bench import WORKBENCH_ROLE, BenchAway, Workbench
from gameday.workshop.entry import at_bench, dev_acts, may_write
from gameday.workshop.inside.git_commands import OrderRefused
from scenarios import company

PARTS = ("people", "tree", "changes", "tests", "pipeline", "history")
STYLES = csp_update({"style-src": [SELF, NONCE]})  # CodeMirror writes its theme into a style element
Act = Callable[[Workbench, QueryDict, Any], ActAnswer]
ACTS: dict[str, Act] = {
    "create": lambda bench, sent, now: acts.create_file(bench, sent.get("path", "").strip(), now=now),
    "rename": lambda bench, sent, now: acts.rename_file(
        bench, sent.get("path", ""), sent.get("to", "").strip(), now=now
    ),
    "delete": lambda bench, sent, now: acts.delete_file(bench, sent.get("path", ""), now=now),
    "discard": lambda bench, sent, now: acts.discard_changes(bench, sent.get("path", ""), now=now),
    "commit": lambda bench, sent, now: acts.commit_files(
        bench, sent.getlist("chosen"), sent.get("message", ""), now=now
    ),
    "push": lambda bench, sent, now: acts.push_commits(bench, now=now),
    "pull": lambda bench, sent, now: acts.pull_commits(bench, now=now),
    "revert": lambda bench, sent, now: acts.revert_commit(bench, sent.get("sha", ""), now=now),
    "settle": lambda bench, sent, now: acts.settle_conflict(bench, sent.get("path", ""), sent.get("side", ""), now=now),
    "go-on": lambda bench, sent, now: acts.continue_operation(bench, now=now),
    "give-up": lambda bench, sent, now: acts.abort_operation(bench, now=now),
    "test": lambda bench, sent, now: acts.start_tests(bench, now=now),
    "stop": lambda bench, sent, now: acts.stop_tests(bench, now=now),
    "deploy": lambda bench, sent, now: acts.deploy_commit(bench, sent.get("sha", ""), now=now),
    "roll-back": lambda bench, sent, now: acts.roll_back_release(bench, now=now),
}


@framed_by_desk
@access.beside_engine
@access.player_required
def entrance(request: access.PlayerRequest) -> HttpResponse:
    """Redirect to the first repository, or say why there is none."""
    player = request.player
    if player.team is None:
        return redirect("scoring:play")
    trouble, there = "", []
    try:
        there = Workbench(player, provisioning.sandbox_of(player.team), "").order("repositories")["repositories"]
    except BenchAway as away:
        trouble = sentences.explain_away(away)
    first = "storefront" if "storefront" in there else next(iter(there), "")
    if getattr(request, "htmx", False):
        return HttpResponse(status=204) if not first else HttpResponse(headers={"HX-Refresh": "true"})
    if first:
        return redirect("gameday:workshop", repository=first)
    context = access.about_player(player) | {"trouble": trouble}
    return render(request, "workshop/closed.html", context, status=503 if trouble else 200)


@framed_by_desk
@STYLES
@at_bench
def page(request: HttpRequest, bench: Workbench) -> HttpResponse:
    """The whole page. While the workbench is away it has no parts; the page asks for them until they come."""
    context: dict[str, Any] = _about(bench) | {"repositories": [bench.repository], "trouble": ""}
    context["workbench"] = company.load_company(bench.player.gameday.company).roles[WORKBENCH_ROLE].title
    try:
        context |= _state(bench)
        context["repositories"] = context["seen"].repositories
    except OrderRefused as refusal:
        raise Http404(sentences.explain_refusal(refusal)) from refusal
    except BenchAway as away:
        context["trouble"] = sentences.explain_away(away)
    return render(request, "workshop/workshop.html", context)


@at_bench
def pulse(request: HttpRequest, bench: Workbench) -> HttpResponse:
    """The parts that have changed since the page got them."""
    return _parts(request, bench)


@dev_acts
def do(request: HttpRequest, bench: Workbench, verb: str) -> HttpResponse:
    """Do an act; answers with its outcome and the parts that changed."""
    if verb not in ACTS:
        raise Http404
    try:
        said = ACTS[verb](bench, request.POST, timezone.now())
    except OrderRefused as refusal:
        offer = "go-on" if refusal.code == "operation" else ""
        said = ActAnswer(sentences.explain_refusal(refusal, request.POST.get("path", "")), "warning", offer)
    return _parts(request, bench, said)


@at_bench
def sheet(request: HttpRequest, bench: Workbench, name: str) -> HttpResponse:
    """What is shown instead of the editor: a diff, a commit, the two sides of a conflict, the output of tests."""
    path, sha = request.GET.get("path", ""), request.GET.get("sha", "")
    if name in ("commit", "log") and not porcelain.SHA.fullmatch(sha):
        raise Http404
    if name == "log":
        told = bench.order("ask", path=f"/logs/{bench.repository}/{sha}")
        text = releases.failures_of(told["text"]) if "text" in told else sentences.explain_pipeline(told)
        return render(
            request, "workshop/sheet_log.html", {"sha": sha[:10], "text": text, "whole": told.get("text", "")}
        )
    if name == "commit":
        told = bench.order("show", sha=sha)
        about = {"commit": porcelain.parse_log(told["log"])[0], "message": told["message"].partition("\n")[2].strip()}
    elif name in ("diff", "sides"):
        told, about = bench.order(name, path=path), {"path": path}
    else:
        raise Http404
    return render(request, f"workshop/sheet_{name}.html", about | {"files": porcelain.parse_diff(told["diff"])})


def _about(bench: Workbench) -> dict[str, Any]:
    return access.about_player(bench.player) | {"repository": bench.repository, "dev": may_write(bench.player)}


def _state(bench: Workbench, *, fresh: bool = False) -> dict[str, Any]:
    """The context of all parts."""
    seen = snapshot.snapshot_of(bench, fresh=fresh)
    assert bench.player.team_id
    people = presence.people_here(bench.player.team_id)
    here = [each for each in people if each.repository == bench.repository]
    return {
        "seen": seen,
        "people": people,
        "root": tree.build_tree(seen.files, seen.status.changes, here),
        "mine": "theirs" if seen.operation in ("rebase", "") else "ours",
        "others": "ours" if seen.operation in ("rebase", "") else "theirs",
    }


def _parts(request: HttpRequest, bench: Workbench, said: ActAnswer | None = None) -> HttpResponse:
    context, html = _about(bench), ""
    try:
        context |= _state(bench, fresh=said is not None or "fresh" in request.GET)
    except BenchAway as away:
        trouble = sentences.explain_away(away)
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
    """HTML that htmx puts into the element with that id."""
    return f'<div hx-swap-oob="innerHTML:#{name}">{html}</div>'
