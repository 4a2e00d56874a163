"""A document as HTML: what authors use is shown, and nothing that they write acts on our page."""

from gameday.runbook.markdown_page import Section, render_markdown


def html_of(text: str) -> str:
    return str(render_markdown(text, "runbook/ops/README.md").html)


def test_headings_begin_at_the_second_level_and_the_contents_lead_to_them():
    page = render_markdown("# The runbook\n\n## First `look`\n\n###### Deep\n", "runbook/README.md")
    assert page.sections == [Section("part-3-first-look", "First look")]
    assert '<h2 id="part-0-the-runbook">The runbook</h2>' in page.html
    assert '<h3 id="part-3-first-look">First <code>look</code></h3>' in page.html
    assert "<h6" in page.html


def test_a_step_shows_the_role_on_which_to_type_it():
    block = html_of("```sh on edge\nsv up <nginx>\n```\n")
    assert "<figcaption>sh on edge</figcaption>" in block
    assert '<pre tabindex="0"><code>sv up &lt;nginx&gt;' in block


def test_a_wide_table_scrolls_by_itself():
    assert '<div class="scroll" tabindex="0"><table>' in html_of("| role |\n| --- |\n| edge |\n")


def test_markup_scripts_and_pictures_of_an_author_are_not_obeyed():
    shown = html_of(
        '<script>alert(1)</script>\n\n![x](http://elsewhere.test/x.png) [x](javascript:alert(1)) <b onclick="x">'
    )
    assert "<script" not in shown
    assert "<img" not in shown
    assert "<b " not in shown
    assert 'href="javascript' not in shown


def test_a_link_leads_to_another_document_to_a_file_in_the_workshop_or_out_of_the_page():
    shown = html_of(
        "[a](fire.md) [b](../shop/spool.py) [c](https://example.org/x?a=1&b=2) [d](../../../etc/passwd) [e](/admin/)"
    )
    assert '<a href="/play/runbook/?document=runbook%2Fops%2Ffire.md">a</a>' in shown
    assert '<a href="/play/workshop/runbook/?file=shop%2Fspool.py" data-tool="workshop">b</a>' in shown
    assert '<a href="https://example.org/x?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">c</a>' in shown
    assert "<a>d</a>" in shown
    assert "<a>e</a>" in shown
