"""What is taken along: it holds everything, and no program takes people's words for commands."""

import csv
import io
import json
from datetime import date

import pytest

from scoring.afterwards import printing
from scoring.afterwards.debrief import export, markdown
from scoring.afterwards.debrief.contents import contents_of
from scoring.models import ActionItem, DebriefColumn, DebriefNote
from tests import making
from tests.making import NOW


@pytest.fixture
def contents(room_of, ada, gameday, team):
    incident = making.make_incident(team, state="resolved")
    note = DebriefNote.objects.create(
        gameday=gameday, team=team, incident=incident, column=DebriefColumn.SAW, text="=HYPERLINK(1)\n# big", by="Ada", at=NOW
    )  # fmt: skip
    ActionItem.objects.create(
        gameday=gameday, team=team, note=note, text="Ask @octocat for <b>alarms</b>", owner="Otto", by="Ada", at=NOW,
        due_on=date(2031, 6, 1), done_at=NOW,
    )  # fmt: skip
    return contents_of(room_of(ada, gameday, team))


def test_markdown_holds_all_of_it_and_nothing_becomes_markup_or_a_mention(contents):
    text = markdown.debrief_as_markdown(contents)
    assert "# Debrief: Gilded Hooves\n" in text
    assert "## What we saw\n\n- =HYPERLINK(1)\n  \\# big (Ada, The sleepy shop)" in text.replace("\\=", "=")
    assert "- [x] Ask @\u200boctocat for \\<b\\>alarms\\</b\\> · Otto · by 2031-06-01" in text
    assert "- Who wakes whom?" in text
    assert "## What surprised us\n\nNothing was written down." in text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("1. first", "1\\. first"), ("- point", "\\- point"), ("a_b*c", "a\\_b\\*c"), ("mail@home", "mail@\u200bhome")],
)
def test_text_is_shown_as_it_was_typed(typed, shown):
    assert markdown.as_text(typed) == shown


def test_a_spreadsheet_computes_nothing(contents):
    text = export.debrief_as_csv(contents)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0] == ["kind", "text", "by", "about", "owner", "due on", "done", "issue"]
    assert rows[1] == ["What we saw", "'=HYPERLINK(1)\n# big", "Ada", "The sleepy shop", "", "", "", ""]
    assert rows[2] == [
        "Action item", "Ask @octocat for <b>alarms</b>", "Ada", "", "Otto", "2031-06-01", "yes", "",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1"])
def test_a_cell_that_begins_a_formula_is_text(text):
    assert export.plain_cell(text) == f"'{text}"


def test_json_holds_codes_and_moments(contents):
    document = json.loads(export.debrief_as_json(contents))
    assert (document["v"], document["team"]["name"], document["gameday"]["slug"]) == (1, "Gilded Hooves", "hay-day")
    (note,), (item,) = document["notes"], document["action_items"]
    assert (note["column"], note["by"], note["at"]) == ("saw", "Ada", NOW.isoformat())
    assert (item["note"], item["due_on"], item["done_at"]) == (note["id"], "2031-06-01", NOW.isoformat())
    assert document["scenarios"][0]["questions"] == ["Who wakes whom?"]


def test_the_page_for_a_pdf_needs_no_server_and_shows_tags_as_text(contents):
    page = export.printable_page(contents, style_inside=True)
    assert "<link" not in page
    assert "@page" in page
    assert "&lt;b&gt;alarms&lt;/b&gt;" in page


@pytest.mark.parametrize("kind", ["md", "json", "csv", "print"])
def test_every_file_can_be_fetched(contents, browser_of, ada, team, kind):
    answer = browser_of(ada).get(f"/recap/hay-day/debrief/{team.pk}/export/{kind}/")
    assert answer.status_code == 200
    assert kind == "print" or f'filename="hay-day-debrief-{team.pk}.{kind}"' in answer["Content-Disposition"]


def test_without_chromium_a_pdf_is_refused_in_words(contents, browser_of, ada, team, monkeypatch):
    monkeypatch.setattr(printing, "PROGRAMS", ())
    answer = browser_of(ada).get(f"/recap/hay-day/debrief/{team.pk}/export/pdf/")
    assert answer.status_code == 409
    assert "no Chromium" in answer.text
