"""A debrief as Markdown. What people typed stays text: no heading, link, HTML or mention comes of it."""

import re
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scoring.afterwards.debrief.contents import Contents, ScenarioQuestions
from scoring.models import ActionItem, DebriefNote

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!])")
LINE_STARTS = re.compile(r"^(\s*)([-+=]|\d+[.)])", re.MULTILINE)
MENTION = re.compile(r"@(?=\w)")  # other systems would send a message to somebody of that name
NOT_A_MENTION = "@\u200b"


def as_text(text: str) -> str:
    """The text such that Markdown shows it as it was typed."""
    escaped = MENTION.sub(NOT_A_MENTION, SPECIAL.sub(r"\\\1", text))
    return LINE_STARTS.sub(lambda start: f"{start[1]}{_escape_start(start[2])}", escaped)


def debrief_as_markdown(contents: Contents) -> str:
    """The whole debrief."""
    room = contents.room
    parts = [
        f"# {_('Debrief')}: {as_text(room.title)}",
        f"{as_text(room.gameday.name)}{_on_day(contents)}",
        *(_section(str(column.label), [_note(note) for note in notes]) for column, notes in contents.columns),
        *(_scenario(each) for each in contents.scenarios),
        _section(_("Action items"), [item_as_markdown(item) for item in contents.items]),
    ]
    return "\n\n".join(parts) + "\n"


def items_as_markdown(items: list[ActionItem]) -> str:
    """The action items alone, as a list to tick off."""
    return "\n".join(item_as_markdown(item) for item in items) + "\n" if items else ""


def item_as_markdown(item: ActionItem) -> str:
    """One line, or more where the text has more."""
    return f"- [{'x' if item.done_at else ' '}] {_indented(as_text(item.text))}" + "".join(
        f" · {fact}" for fact in _facts(item)
    )


def _facts(item: ActionItem) -> Iterator[str]:
    if item.owner:
        yield as_text(item.owner)
    if item.due_on:
        yield _("by {date}").format(date=item.due_on.isoformat())
    if item.issue_url:
        yield f"<{item.issue_url}>"


def _on_day(contents: Contents) -> str:
    started_at = contents.room.gameday.started_at
    return f", {date_format(started_at, 'Y-m-d')}" if started_at else ""


def _note(note: DebriefNote) -> str:
    about = f", {as_text(note.incident.scenario.title)}" if note.incident else ""
    return f"- {_indented(as_text(note.text))} ({as_text(note.by)}{about})"


def _scenario(asked: ScenarioQuestions) -> str:
    lines = [f"- {as_text(question)}" for question in asked.questions]
    report = f"{_('Modelled on')} [{as_text(asked.report_title)}](<{asked.report_url}>)" if asked.report_url else ""
    return "\n\n".join(
        filter(None, [f"## {as_text(asked.scenario.title)}", as_text(asked.goal), "\n".join(lines), report])
    )


def _section(title: str, lines: list[str]) -> str:
    return f"## {title}\n\n" + ("\n".join(lines) or _("Nothing was written down."))


def _indented(text: str) -> str:
    """So that further lines belong to the same point of a list."""
    return text.replace("\n", "\n  ")


def _escape_start(mark: str) -> str:
    return f"\\{mark}" if len(mark) == 1 else f"{mark[:-1]}\\{mark[-1]}"
