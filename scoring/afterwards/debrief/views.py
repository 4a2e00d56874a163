"""The pages of a debrief, and what is done on them. Every act answers with the part that shows it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages as flash
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gameday.models import Incident, Team
from scoring.afterwards import printing
from scoring.afterwards.debrief import action_items, course, export, issues, markdown, notes
from scoring.afterwards.debrief.contents import contents_of, incidents_of
from scoring.afterwards.debrief.room import DebriefRoom, enter_debrief, enter_to_write
from scoring.afterwards.debrief.texts import version_number
from scoring.afterwards.debrief.warm_up import HOUSE_RULES
from scoring.models import ActionItem, DebriefColumn, DebriefNote

SENT = "sent"  # the event that empties a form in the browser
SHORTEST_WAIT = 2.0  # seconds for the turn to print: a page that waits is a page that others cannot have
FILES = {
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}


def page(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """The whole debrief, of a team or of all. Who may not write there reads what is written."""
    room = enter_debrief(request, slug, pk)
    if not room.viewer.may_write:
        return render(request, "recap/debrief/read.html", _read(room))
    here = room.gameday.teams.order_by("position") if room.viewer.is_staff else _own_team(room)
    about = incidents_of(room) if room.team else Incident.objects.none()
    return render(
        request,
        "recap/debrief/debrief.html",
        _shown(room)
        | {
            "steps": list(course.steps()),
            "columns": DebriefColumn.choices,
            "house_rules": HOUSE_RULES,
            "rooms": here,
            "about": about,
            "people": room.team.players.values_list("name", flat=True) if room.team else [],
            "longest_note": notes.LONGEST_NOTE,
            "can_print": printing.can_print(),
            "socket": _socket(room),
        },
    )


def part(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """What changes by itself: steps, thoughts, action items."""
    return render(request, "recap/debrief/part.html", _shown(enter_debrief(request, slug, pk)))


def download(request: HttpRequest, slug: str, kind: str, pk: int | None = None) -> HttpResponse:
    """The debrief as a file, or as a page for paper."""
    contents = contents_of(enter_debrief(request, slug, pk))
    makers: dict[str, Callable[[], str | bytes]] = {
        "md": lambda: markdown.debrief_as_markdown(contents),
        "json": lambda: export.debrief_as_json(contents),
        "csv": lambda: export.debrief_as_csv(contents),
        "pdf": lambda: printing.html_to_pdf(export.printable_page(contents, style_inside=True), wait=SHORTEST_WAIT),
    }
    if kind == "print":
        return HttpResponse(export.printable_page(contents, style_inside=False))
    if kind not in makers:
        raise Http404
    answer = HttpResponse(makers[kind](), content_type=FILES[kind])
    name = f"{slug}-debrief{f'-{pk}' if pk else ''}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def acts(view: Callable[..., dict[str, Any] | None]) -> Callable[..., HttpResponse]:
    """For an act in a debrief, by POST. It may return what the answer shows besides the part."""

    @require_POST
    @wraps(view)
    def acting(request: HttpRequest, slug: str, pk: int | None = None, **named: Any) -> HttpResponse:
        room = enter_to_write(request, slug, pk)
        return _answer(request, room, view(request, room, **named))

    return acting


@acts
def add_note(request: HttpRequest, room: DebriefRoom) -> None:
    """Write a thought down."""
    given = request.POST
    about = given.get("about", "")
    incident = get_object_or_404(incidents_of(room), pk=version_number(about)) if about else None
    notes.add_note(room, given.get("column", ""), given.get("text", ""), now=timezone.now(), incident=incident)


@acts
def add_item(request: HttpRequest, room: DebriefRoom) -> None:
    """Note an action item."""
    action_items.add_item(room, _wording(request), now=timezone.now())


@acts
def lead(request: HttpRequest, room: DebriefRoom) -> None:
    """Show a step to everybody, or let go."""
    if step := request.POST.get("step", ""):
        course.lead_to(room, step, now=timezone.now())
    else:
        course.stop_leading(room)


@acts
def exchange(request: HttpRequest, room: DebriefRoom) -> None:
    """Take another warm-up question."""
    course.exchange_question(room)


@require_POST
def note(request: HttpRequest, slug: str, pk: int, verb: str) -> HttpResponse:
    """What is done to one thought."""
    row = get_object_or_404(DebriefNote.objects.select_related("incident"), pk=pk, gameday__slug=slug)
    room, now = enter_to_write(request, slug, row.team_id), timezone.now()
    match verb:
        case "edit":
            version = version_number(request.POST.get("version", ""))
            kept = notes.edit_note(row, request.POST.get("text", ""), version=version, room=room, now=now)
            if kept.pk != row.pk:
                _tell_both_kept(request)
        case "remove":
            notes.remove_note(row, room=room, now=now)
            return _answer(request, room, _undo("scoring:debrief-note", room, row.pk, row.text))
        case "restore":
            notes.restore_note(row, room=room)
        case "action":
            item = action_items.make_item_of_note(row, room=room, now=now)
            flash.success(request, _("Action item noted: “{text}”.").format(text=item.text[:80]))
        case _:
            raise Http404
    return _answer(request, room)


@require_POST
def item(request: HttpRequest, slug: str, pk: int, verb: str) -> HttpResponse:
    """What is done to one action item."""
    row = get_object_or_404(ActionItem.objects.select_related("note"), pk=pk, gameday__slug=slug)
    room, now = enter_to_write(request, slug, row.team_id), timezone.now()
    match verb:
        case "edit":
            version = version_number(request.POST.get("version", ""))
            kept = action_items.edit_item(row, _wording(request), version=version, room=room, now=now)
            if kept.pk != row.pk:
                _tell_both_kept(request)
        case "tick" | "untick":
            action_items.set_done(row, verb == "tick", room=room, now=now)
        case "remove":
            action_items.remove_item(row, room=room, now=now)
            return _answer(request, room, _undo("scoring:debrief-item", room, row.pk, row.text))
        case "restore":
            action_items.restore_item(row, room=room)
        case "file":
            address = issues.file_issue(row, room, now=now)
            flash.success(request, _("Filed: {address}").format(address=address))
        case _:
            raise Http404
    return _answer(request, room)


def _read(room: DebriefRoom) -> dict[str, Any]:
    """What stands there, for who only sees."""
    rooms = room.gameday.teams.order_by("position")
    about = {"room": room, "viewer": room.viewer, "gameday": room.gameday, "team": room.team}
    return about | {"debrief": contents_of(room), "rooms": rooms}


def _shown(room: DebriefRoom) -> dict[str, Any]:
    """What the part shows."""
    contents = contents_of(room)
    return {
        "room": room,
        "gameday": room.gameday,
        "debrief": contents,
        "course": contents.course,
        "left": course.seconds_left(contents.course, timezone.now()),
        "tracker": issues.tracker_name(),
        "can_file": room.viewer.facilitator and issues.can_file(),
        "items": [(each, issues.link_to_new_issue(each, room)) for each in contents.items],
        "items_markdown": markdown.items_as_markdown(contents.items),
    }


def _answer(request: HttpRequest, room: DebriefRoom, more: dict[str, Any] | None = None) -> HttpResponse:
    """Htmx gets the part, and what there is to say; a plain form goes back to the page."""
    if not getattr(request, "htmx", False):
        return redirect(room.address)
    answer = render(request, "recap/debrief/part.html", _shown(room) | {"acted": True} | (more or {}))
    answer["HX-Trigger"] = SENT
    return answer


def _undo(name: str, room: DebriefRoom, pk: int, text: str) -> dict[str, Any]:
    return {"undo": {"address": reverse(name, args=[room.gameday.slug, pk, "restore"]), "text": text}}


def _tell_both_kept(request: HttpRequest) -> None:
    flash.warning(
        request,
        _("Somebody else changed or removed this while you wrote. Both are kept: what you wrote now stands beside it."),
    )


def _wording(request: HttpRequest) -> action_items.ItemWording:
    names = ("text", "owner", "due_on", "issue_url")
    return action_items.read_wording(*(request.POST.get(name, "") for name in names))


def _own_team(room: DebriefRoom) -> QuerySet[Team]:
    own = room.viewer.team_id
    return room.gameday.teams.filter(pk=own) if own else Team.objects.none()


def _socket(room: DebriefRoom) -> str:
    """Where the page hears of news, after the address of the front page."""
    if room.viewer.is_staff:
        return f"ws/control/{room.gameday.slug}/"
    return "ws/team/"
