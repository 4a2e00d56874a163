"""The workshop as a Dev meets it: Chromium, the real server, a real sandbox. Nobody opens a terminal."""

import time

import pytest
from playwright.sync_api import expect

from tests.accessibility import barriers_in_light_and_dark
from tests.waiting import eventually

pytestmark = [
    pytest.mark.engine,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(600),
]
PATIENCE = 60_000  # milliseconds
SPOOL = "storefront/spool.py"


@pytest.fixture
def clones(real):
    """The workbench's clone and the pipeline's repository, put back afterwards as they were."""
    head = sh(
        real,
        "git -C ~/storefront fetch -q; git -C ~/storefront reset -q --hard origin/main; git -C ~/storefront rev-parse HEAD",
    )
    yield real
    sh(
        real,
        f"cd ~/storefront && git rebase --abort; git stash clear; git reset -q --hard {head} && git clean -qfd"
        "; rm -rf ~/other /tmp/workshop"
        f"; git push -qf origin {head}:main; release deploy {head} || true",
    )


def sh(box, script):
    """What a terminal on the workbench would show."""
    return box.exec("workbench", ["bash", "-c", script], timeout=60).stdout.decode().strip()


def opened(window, name="Dora", path=SPOOL, **options):
    page = window(name, **options)
    page.set_default_timeout(PATIENCE)
    page.goto(f"/play/workshop/storefront/?file={path}")
    expect(page.locator(".cm-content")).to_contain_text("import", timeout=PATIENCE)
    return page


def write(page, text):
    """Replace the whole text in the editor."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def saved(page):
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".workshop-unsaved")).to_be_hidden(timeout=PATIENCE)


def pushed_by_somebody(box, script, message="Count every straw"):
    """Another clone is changed by `script` and pushed."""
    said = sh(
        box,
        "rm -rf ~/other; git clone -q git://pipeline/storefront.git ~/other && cd ~/other && git config user.name Reginald && "
        f"git config user.email r@x && {script} && git add -A && git commit -q -m '{message}' && git push -q && echo fine",
    )
    assert said == "fine"


def test_a_dev_mends_the_shop_without_a_terminal(clones, window):
    pushed_by_somebody(clones, f"echo 'STRAWS = 8_000' >> {SPOOL}")
    page = window("Dora")
    page.set_default_timeout(PATIENCE)
    page.goto("/play/workshop/")
    page.get_by_role("button", name="Pull", exact=True).click()
    expect(page.locator("#said")).to_contain_text("Pulled", timeout=PATIENCE)
    page.locator(f"#tree [data-file='{SPOOL}']").click()
    expect(page.locator(".cm-content")).to_contain_text("STRAWS", timeout=PATIENCE)
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("BOUND = 10\n")
    page.keyboard.press("Control+s")
    expect(page.locator("#changes")).to_contain_text(SPOOL, timeout=PATIENCE)
    page.locator("[data-act=diff]").click()
    expect(page.locator("#sheet .diff-add")).to_contain_text("BOUND = 10", timeout=PATIENCE)
    page.get_by_role("button", name="Run the tests").click()
    expect(page.locator("#tests .badge.healthy")).to_have_text("passed", timeout=PATIENCE * 2)
    page.get_by_label("What did you change, and why?").fill("Bound the logging")
    page.get_by_role("button", name="Commit", exact=True).click()
    page.locator("#said").get_by_role("button", name="Push").click(timeout=PATIENCE)
    expect(page.locator("#said")).to_contain_text("Pushed", timeout=PATIENCE)
    head = sh(clones, "git -C ~/storefront rev-parse HEAD")
    assert sh(clones, "git -C ~/storefront log -1 --format='%an %s'") == "Dora Bound the logging"
    expect(page.locator(".workshop-runs")).to_contain_text(head[:10], timeout=PATIENCE * 2)
    expect(page.locator(".workshop-runs .badge.healthy")).to_be_visible(timeout=PATIENCE * 2)
    assert sh(clones, "curl -s -m 5 storefront:8000/alive") == head
    page.get_by_role("button", name="Roll back to").click()
    page.locator("dialog.ask").get_by_role("button", name="Yes").click()
    expect(page.locator(".workshop-runs dd").first).not_to_contain_text(head[:10], timeout=PATIENCE * 2)
    page.goto("/play/")
    expect(page.locator("#activity")).to_contain_text("Dora pushed “Bound the logging” to storefront", timeout=PATIENCE)
    assert page.complaints == [], page.complaints[0]


def test_tests_that_fail_in_the_pipeline_show_what_failed_and_deploy_nothing(clones, window):
    page = opened(window)
    runs = page.locator(".workshop-runs dd").first.inner_text()
    write(page, "import no_such_straw\n")
    saved(page)
    page.get_by_label("What did you change, and why?").fill("Import straw")
    page.get_by_role("button", name="Commit", exact=True).click()
    page.locator("#said").get_by_role("button", name="Push").click(timeout=PATIENCE)
    head = sh(clones, "git -C ~/storefront rev-parse HEAD")  # others' runs before may have failed, too
    page.get_by_role("button", name=f"What failed {head[:10]}").click(timeout=PATIENCE * 2)
    expect(page.locator("#sheet")).to_contain_text("no_such_straw", timeout=PATIENCE)
    assert page.locator(".workshop-runs dd").first.inner_text().split()[0] == runs.split()[0]


def test_two_people_in_one_file_lose_nothing(clones, window):
    hers, his = opened(window), opened(window)
    write(hers, "import hers\n")
    write(his, "import his\n")
    saved(hers)
    his.get_by_role("button", name="Save").click()
    expect(his.locator("#sheet")).to_contain_text("Two of you changed", timeout=PATIENCE)
    expect(his.locator("#sheet .diff-take")).to_contain_text("import his")
    expect(his.locator("#sheet .diff-add")).to_contain_text("import hers")
    assert sh(clones, f"cat ~/storefront/{SPOOL}") == "import hers"
    his.get_by_role("button", name="Merge both").click()
    expect(his.locator(".cm-content")).to_contain_text("<<<<<<< mine", timeout=PATIENCE)
    write(his, "import hers\nimport his\n")
    saved(his)
    assert sh(clones, f"cat ~/storefront/{SPOOL}") == "import hers\nimport his"
    expect(hers.locator(".cm-content")).to_contain_text(
        "import his\n", timeout=PATIENCE
    )  # no unsaved text there, so it shows the new one


def test_a_push_that_is_too_late_is_pulled_settled_and_pushed(clones, window):
    page = opened(window)
    write(page, "import mine\n")
    saved(page)
    page.get_by_label("What did you change, and why?").fill("Mine")
    page.get_by_role("button", name="Commit", exact=True).click()
    expect(page.locator("#said")).to_contain_text("Committed", timeout=PATIENCE)
    pushed_by_somebody(clones, f"echo 'import others' > {SPOOL}", "Theirs")
    page.locator("#said").get_by_role("button", name="Push").click()
    expect(page.locator("#said")).to_contain_text("others were faster", timeout=PATIENCE)
    page.get_by_role("button", name="Pull, and put mine after theirs").click()
    expect(page.locator(".workshop-conflict")).to_contain_text(SPOOL, timeout=PATIENCE)
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("#sheet .diff-add")).to_contain_text("import mine", timeout=PATIENCE)
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator(".workshop-conflict")).to_contain_text("Every file is settled", timeout=PATIENCE)
    page.get_by_role("button", name="Go on").click()
    page.locator("#said").get_by_role("button", name="Push").click(timeout=PATIENCE)
    expect(page.locator("#said")).to_contain_text("Pushed", timeout=PATIENCE)
    log = sh(clones, "git -C ~/storefront log --format=%s origin/main -2")
    assert log == "Mine\nTheirs"


def test_what_a_terminal_changes_shows(clones, window):
    page = opened(window)
    sh(clones, f"echo '# straw' >> ~/storefront/{SPOOL}; echo x > ~/storefront/from-a-terminal.txt")
    expect(page.locator(".cm-content")).to_contain_text("# straw", timeout=PATIENCE)
    expect(page.locator("#tree")).to_contain_text("from-a-terminal.txt", timeout=PATIENCE)
    expect(page.locator("#changes")).to_contain_text(SPOOL, timeout=PATIENCE)


def test_unsaved_text_outlives_a_reload_and_a_dead_container(clones, window):
    page = opened(window)
    write(page, "import precious\n")
    kept = "Object.values(sessionStorage).some((draft) => draft.includes('import precious'))"
    assert eventually(lambda: page.evaluate(kept))
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="Take it up again").click(timeout=PATIENCE)
    expect(page.locator(".cm-content")).to_contain_text("import precious")
    clones.kill("workbench")
    try:
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".workshop-note")).to_contain_text("is exited", timeout=PATIENCE)
        expect(page.locator(".cm-content")).to_contain_text("import precious")
    finally:
        clones.start("workbench")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".workshop-unsaved")).to_be_hidden(timeout=PATIENCE)
    assert sh(clones, f"cat ~/storefront/{SPOOL}") == "import precious"


def test_the_keyboard_gets_out_of_the_editor_and_the_ops_only_looks_on(clones, window):
    page = opened(window, "Otto")
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    assert page.locator(".cm-content").get_attribute("aria-readonly") == "true"
    page.locator(".cm-content").click()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("() => !document.activeElement.closest('.cm-editor')")


def test_a_picture_is_shown_and_other_binary_files_are_offered_for_download(clones, window):
    sh(clones, "cd ~/storefront && cp ~/pictures/aurora.png cat.png && head -c 3000 /dev/urandom > rubbish.bin")
    page = window("Dora")
    page.goto("/play/workshop/storefront/?file=cat.png")
    expect(page.locator(".workshop-picture img")).to_be_visible(timeout=PATIENCE)
    assert page.locator(".workshop-picture img").evaluate("(img) => img.decode().then(() => img.naturalWidth > 0)")
    page.locator("#tree [data-file='rubbish.bin']").click()
    expect(page.locator(".workshop-note")).to_contain_text("is no text", timeout=PATIENCE)
    page.locator(".workshop-verbs .workshop-menu > summary").click()
    with page.expect_download() as download:
        page.locator(".workshop-verbs .workshop-download").click()
    assert download.value.path().stat().st_size == 3000


def test_the_page_has_no_barrier_and_fits_everywhere(clones, window):
    sh(clones, f"echo '# straw' >> ~/storefront/{SPOOL}")
    page = opened(window, bypass_csp=True)
    assert barriers_in_light_and_dark(page) == []
    page.locator("[data-act=diff]").click()
    page.locator("#sheet .diff-add").first.wait_for(timeout=PATIENCE)
    assert barriers_in_light_and_dark(page) == []
    page.locator("[data-act=close]").click()
    for size in ((360, 780), (820, 1100), (1280, 800), (1920, 1080)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        time.sleep(0.2)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert page.locator(".workshop-editor").bounding_box()["height"] > 200
