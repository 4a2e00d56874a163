"""A debrief to take along: as JSON, as a table for spreadsheets, as a printable page. Markdown has a module of its own."""

import csv
import io
import json
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from scoring.afterwards.debrief.contents import Contents
from scoring.models import ActionItem, DebriefNote

VERSION = 1
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # spreadsheets take the wide ones too
STYLE = settings.BASE_DIR / "static" / "css" / "debrief-print.css"


def debrief_as_json(contents: Contents) -> str:
    """Documented in docs/after-the-day.md; moments are ISO 8601, columns are codes."""
    room = contents.room
    document = {
        "v": VERSION,
        "gameday": {"slug": room.gameday.slug, "name": room.gameday.name},
        "team": {"id": room.team.pk, "name": room.team.name} if room.team else None,
        "warm_up": str(contents.question),
        "notes": [_note(note) for note in contents.notes],
        "action_items": [_item(item) for item in contents.items],
        "scenarios": [
            {
                "slug": asked.scenario.slug,
                "title": asked.scenario.title,
                "goal": asked.goal,
                "questions": asked.questions,
                "report": {"title": asked.report_title, "url": asked.report_url},
            }
            for asked in contents.scenarios
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def debrief_as_csv(contents: Contents) -> str:
    """One row a thought or action item. Begins with the mark by which spreadsheets know UTF-8."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow([_("kind"), _("text"), _("by"), _("about"), _("owner"), _("due on"), _("done"), _("issue")])
    for note in contents.notes:
        writer.writerow(map(plain_cell, _note_cells(note)))
    for item in contents.items:
        writer.writerow(map(plain_cell, _item_cells(item)))
    return "\ufeff" + table.getvalue()


def plain_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


def printable_page(contents: Contents, *, style_inside: bool) -> str:
    """A page for paper. `style_inside`: it finds its style in itself, so that it needs no server."""
    style = mark_safe(STYLE.read_text()) if style_inside else ""  # a file of ours
    return render_to_string(
        "recap/debrief/printed.html", {"debrief": contents, "gameday": contents.room.gameday, "style": style}
    )


def _note(note: DebriefNote) -> dict[str, Any]:
    return {
        "id": note.pk,
        "column": note.column,
        "text": note.text,
        "by": note.by,
        "seat": note.role,
        "incident": note.incident_id,
        "at": note.at.isoformat(),
    }


def _item(item: ActionItem) -> dict[str, Any]:
    return {
        "id": item.pk,
        "text": item.text,
        "owner": item.owner,
        "due_on": item.due_on.isoformat() if item.due_on else None,
        "done_at": item.done_at.isoformat() if item.done_at else None,
        "issue_url": item.issue_url or None,
        "note": item.note_id,
        "by": item.by,
        "at": item.at.isoformat(),
    }


def _note_cells(note: DebriefNote) -> list[str]:
    about = note.incident.scenario.title if note.incident else ""
    return [note.get_column_display(), note.text, note.by, about, "", "", "", ""]


def _item_cells(item: ActionItem) -> list[str]:
    due_on = item.due_on.isoformat() if item.due_on else ""
    done = _("yes") if item.done_at else ""
    return [_("Action item"), item.text, item.by, "", item.owner, due_on, done, item.issue_url]
