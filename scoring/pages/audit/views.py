"""The audit's page, of one game day and of all, and the same lines as CSV."""

import csv
import io
from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from gameday.access import facilitator_required, staff_required
from gameday.language import moments
from gameday.models import GameDay
from scoring.afterwards.debrief.export import plain_cell
from scoring.pages.audit.forms import AuditForm
from scoring.pages.audit.lines import AuditLine, audit_lines

PAGE = 100  # lines
MOST_PAGES = 100
MOST_EXPORTED = 100_000  # lines


@staff_required
def audit_of_all(request: HttpRequest) -> HttpResponse:
    """Every game day's."""
    return _page(request, None)


@facilitator_required
def audit_of_day(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """One game day's, in its zone."""
    with moments.in_zone_of(gameday):
        return _page(request, gameday)


@staff_required
def export_of_all(request: HttpRequest) -> HttpResponse:
    """Every game day's, as CSV."""
    return _table(request, None)


@facilitator_required
def export_of_day(request: HttpRequest, gameday: GameDay) -> HttpResponse:
    """One game day's, as CSV."""
    return _table(request, gameday)


def _page(request: HttpRequest, gameday: GameDay | None) -> HttpResponse:
    form, number = AuditForm(request.GET, gameday=gameday), _number(request)
    lines = list(islice(audit_lines(form.asked()), (number - 1) * PAGE, number * PAGE + 1))
    query = request.GET.copy()
    query.pop("page", None)
    about = {
        "gameday": gameday,
        "form": form,
        "lines": lines[:PAGE],
        "query": query.urlencode(),
        "newer": number - 1,
        "older": number + 1 if len(lines) > PAGE and number < MOST_PAGES else None,
        "zone": timezone.get_current_timezone_name(),
    }
    return render(request, "audit/audit.html", about)


def _number(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return min(max(int(asked), 1), MOST_PAGES) if asked.isdecimal() and len(asked) < 9 else 1


def _table(request: HttpRequest, gameday: GameDay | None) -> HttpResponse:
    """Moments are in UTC. Cells are never formulas, and a cut is said in the last row."""
    asked = AuditForm(request.GET, gameday=gameday).asked()
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow([_("when (UTC)"), _("game day"), _("who"), _("what"), _("whom"), _("why")])
    for number, line in enumerate(audit_lines(asked)):
        if number == MOST_EXPORTED:
            writer.writerow([_("Only the latest {most} lines are here: ask for a shorter time.").format(most=number)])
            break
        writer.writerow(map(plain_cell, _cells(line)))
    name = f"audit-{gameday.slug}.csv" if gameday else "audit.csv"
    return HttpResponse(
        "\ufeff" + table.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _cells(line: AuditLine) -> list[str]:
    return [f"{line.at:%Y-%m-%d %H:%M:%S}", line.gameday, line.who, line.what, line.whom, line.why]
