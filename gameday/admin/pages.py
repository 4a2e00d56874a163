"""The pages of a game day in the admin: confirming a verb, the live panel, importing players, the draw."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from gameday import access, refusals
from gameday.admin import panel
from gameday.admin.forms import ImportForm
from gameday.admin.verbs import EXPLAINED_VERBS, ExplainedVerb
from gameday.event import lifecycle, preflight
from gameday.event.verbs import Verb
from gameday.models import GameDay
from gameday.people import draw, draw_search, player_import
from scenarios.refusal import Refused


def change_url(gameday: GameDay) -> str:
    return reverse("admin:gameday_gameday_change", args=[gameday.pk])


class GameDayPages(admin.ModelAdmin):
    """Extra pages below the game day's admin address. They change something on POST only."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/do/<slug:name>/", view(self.do_view), name="gameday_gameday_do"),
            path("<int:pk>/panel/", never_cache(self.panel_view), name="gameday_gameday_panel"),
            path("<int:pk>/problems/", never_cache(self.problems_view), name="gameday_gameday_problems"),
            path("<int:pk>/preflight/<slug:act>/", view(self.preflight_view), name="gameday_gameday_preflight"),
            path("<int:pk>/import/", view(self.import_view), name="gameday_gameday_import"),
            path("<int:pk>/draw/", view(self.draw_view), name="gameday_gameday_draw"),
        ]
        return own + super().get_urls()

    # Verbs -----------------------------------------------------------------------------------------------------------

    def do_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Explain what a verb will do and ask for confirmation. Do it on POST."""
        gameday, explained = self._gameday(request, pk), EXPLAINED_VERBS.get(name)
        if explained is None:
            raise Http404
        verb = explained.verb
        if not verb.fits(gameday):
            messages.error(request, _too_late(verb, gameday))
            return redirect(change_url(gameday))
        if request.method == "POST":
            self._do(request, gameday, explained)
            return redirect(change_url(gameday))
        now = timezone.now()
        problems = lifecycle.launch_problems(gameday) if verb.name == "launch" else []
        return self._page(
            request,
            gameday,
            "ask",
            explained.title(gameday),
            {
                "verb": verb,
                "does": list(explained.does(gameday, now)),
                "problems": problems,
            },
        )

    def _do(self, request: HttpRequest, gameday: GameDay, explained: ExplainedVerb) -> None:
        verb = explained.verb
        with refusals.said(request, messages.ERROR):
            found = verb.act(gameday, by=request.user.get_username(), now=timezone.now())
            self.log_change(request, gameday, verb.label)
            messages.success(request, f"{verb.label}: {str(explained.done).format(found)}")

    # The panel -------------------------------------------------------------------------------------------------------

    def panel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The panel as it is now. Without a session it answers 403 and no login page, which htmx would put into the panel."""
        return render(request, "admin/gameday/gameday/panel.html", self._panel(_guarded(request, pk)))

    def problems_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Why the game day cannot be launched. It asks the engines, so the page fetches it after it has loaded."""
        problems = lifecycle.launch_problems(_guarded(request, pk))
        return render(request, "admin/gameday/gameday/problems.html", {"problems": problems, "asked": True})

    def _panel(self, gameday: GameDay) -> dict[str, Any]:
        return panel.panel_context(gameday, timezone.now())

    def preflight_view(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Begin a pre-flight, or cancel the one that goes on."""
        gameday, acts = self._gameday(request, pk), {"start": self._fly, "cancel": self._land}
        if act not in acts:
            raise Http404
        if request.method == "POST":
            with refusals.said(request, messages.ERROR):
                acts[act](request, gameday)
        return redirect(f"{change_url(gameday)}#preflight")

    def _fly(self, request: HttpRequest, gameday: GameDay) -> None:
        rows = preflight.start_preflight(gameday, by=request.user.get_username(), now=timezone.now())
        self.log_change(request, gameday, f"Pre-flight on {', '.join(row.host.name for row in rows)}")

    def _land(self, request: HttpRequest, gameday: GameDay) -> None:
        if preflight.cancel_preflight(gameday, by=request.user.get_username(), now=timezone.now()):
            self.log_change(request, gameday, "Pre-flight cancelled")
            messages.success(request, _("The pre-flight is cancelled; its spare sandboxes are being taken away."))

    # People ----------------------------------------------------------------------------------------------------------

    def import_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Import a list of players: enter it, check it, then import it."""
        gameday = self._gameday(request, pk)
        if request.method == "POST" and "take" in request.POST:
            return self._take(request, gameday)
        form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
        read = None
        if form.is_valid():
            file = form.cleaned_data["file"]
            read = player_import.read_roster(_bytes(file) if file else form.cleaned_data["text"], gameday)
            form = ImportForm(initial={"text": read.text})
        return self._import_page(request, gameday, form, read)

    def _take(self, request: HttpRequest, gameday: GameDay) -> HttpResponse:
        text = request.POST.get("text", "")
        try:
            taken = player_import.import_roster(text, gameday, by=request.user.get_username(), now=timezone.now())
        except player_import.FaultyRoster:
            read = player_import.read_roster(text, gameday)
            return self._import_page(request, gameday, ImportForm(initial={"text": text}), read)
        self.log_change(request, gameday, f"Imported {len(taken)} players")
        loose = sum(1 for player in taken if player.team_id is None)
        hint = _(" {loose} have no team yet: draw the teams next.").format(loose=loose) if loose else ""
        messages.success(request, _("{taken} players are on the list.{hint}").format(taken=len(taken), hint=hint))
        return redirect(change_url(gameday))

    def _import_page(
        self, request: HttpRequest, gameday: GameDay, form: ImportForm, read: player_import.Roster | None
    ) -> HttpResponse:
        status = 422 if form.errors or (read and read.problems) else 200
        values = {"form": form, "roster": read, "existing": gameday.players.count()}
        return self._page(
            request, gameday, "import", _("Import players of {gameday}").format(gameday=gameday), values, status
        )

    def draw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Preview the draw for a seed. Write it on POST."""
        gameday = self._gameday(request, pk)
        seed = _number(request.POST.get("seed") or request.GET.get("seed"), gameday.seed)
        try:
            if request.method == "POST":
                draw.draw_teams(gameday, by=request.user.get_username(), now=timezone.now(), seed=seed)
                self.log_change(request, gameday, f"Drew the teams with seed {seed}")
                messages.success(request, _("The teams are drawn. Lock people and draw again, or move single ones."))
                return redirect(change_url(gameday))
            teams, arrangement = draw.propose_draw(gameday, seed)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(change_url(gameday))
        seats = {player.pk: player.team_id for player in gameday.players.all()}
        values = {
            "seed": seed,
            "next_seed": seed + 1,
            "compromises": arrangement.compromises,
            "drawn": [
                (team, [(person, seats[person.key] not in (None, team.pk)) for person in people], notes)
                for team, people, notes in zip(teams, arrangement.teams, arrangement.notes, strict=True)
            ],
            "moving": _moving(seats, teams, arrangement.teams),
        }
        return self._page(request, gameday, "draw", _("Draw the teams of {gameday}").format(gameday=gameday), values)

    # Shared ----------------------------------------------------------------------------------------------------------

    def _gameday(self, request: HttpRequest, pk: int) -> GameDay:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(GameDay, pk=pk)

    def _page(
        self, request: HttpRequest, gameday: GameDay, name: str, title: str, values: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"opts": self.opts, "gameday": gameday, "title": title}
        return TemplateResponse(request, f"admin/gameday/gameday/{name}.html", context | values, status=status)


def _guarded(request: HttpRequest, pk: int) -> GameDay:
    if not access.may_control(request.user):
        raise PermissionDenied
    return get_object_or_404(GameDay, pk=pk)


def _too_late(verb: Verb, gameday: GameDay) -> str:
    halted = _(" and halted") if gameday.halted_at else ""
    return _("{verb} is not possible now: {gameday} is {state}{halted}. Nothing was changed.").format(
        verb=verb.label, gameday=gameday, state=gameday.state, halted=halted
    )


def _bytes(file: Any) -> bytes:
    """The bytes of an upload, but no more than one byte above the limit."""
    return file.read(player_import.LARGEST_ROSTER + 1)


def _number(text: str | None, otherwise: int) -> int:
    try:
        return min(max(int(text or ""), 0), 2**31)
    except ValueError:
        return otherwise


def _moving(seats: dict[int, int | None], teams: Iterable[Any], drawn: Iterable[Iterable[draw_search.Person]]) -> int:
    """How many people would change their team."""
    return sum(
        seats[person.key] not in (None, team.pk) for team, people in zip(teams, drawn, strict=True) for person in people
    )
