"""Scenarios' prose on a page."""

from scoring.templatetags.prose import commands, prose


def test_what_stands_in_backticks_is_code():
    assert commands("type `sv up nginx`, then wait") == "type <code>sv up nginx</code>, then wait"


def test_markup_of_an_author_is_shown_and_not_obeyed():
    assert commands("<b>`<script>`</b>") == "&lt;b&gt;<code>&lt;script&gt;</code>&lt;/b&gt;"


def test_a_line_that_an_author_has_wrapped_goes_on_and_a_new_sentence_begins_a_line():
    assert prose("One and\ntwo.\nThree:\n`4`, `5`\nand 6") == (
        "<p>One and two.<br>Three:<br><code>4</code>, <code>5</code> and 6</p>"
    )


def test_paragraphs_stay_paragraphs():
    assert prose("One.\n\nTwo `2`.\n") == "<p>One.</p>\n\n<p>Two <code>2</code>.</p>"
