"""What a page loads: few files, each under a name that a browser may keep for ever."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.test import Client
from servestatic.middleware import ServeStaticMiddleware

from gameday.models import Player
from gameday.web import built_files
from tests import making

ROOT = Path(settings.BASE_DIR)
NAMED = re.compile(r"{% static '([^']+\.(?:js|css|woff2)|built/[^']+)' %}")
SHEETS_LOAD = re.compile(r"url\(\"?\./([^)\"]+)\"?\)")  # typefaces, by addresses beside the sheet's own
HASHED = re.compile(r"\.[0-9A-Z]{8}\.(js|css)$")
MOST_SCRIPTS, MOST_STYLES = 4, 1  # what loads a page again, the words, htmx, and the page's own bundle


class Loads(HTMLParser):
    """The scripts and styles that a page loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "script" and given.get("src"):
            self.scripts.append(given["src"] or "")
        if tag == "link" and given.get("rel") in ("stylesheet", "modulepreload"):
            self.styles.append(given["href"] or "")


def named() -> set[str]:
    return {name for page in ROOT.glob("templates/**/*.html") for name in NAMED.findall(page.read_text())}


def test_templates_name_bundles_and_nothing_beside_them():
    assert {name for name in named() if not name.startswith("built/")} == set()


def test_every_bundle_that_a_template_names_is_built_and_no_other():
    scripts_and_styles = {name for name in built_files.bundles() if name.endswith((".js", ".css"))}
    assert scripts_and_styles == {name for name in named() if re.match(r"built/.*\.(js|css)$", name)}


def test_typefaces_that_pages_ask_for_at_once_are_those_that_their_sheet_loads():
    sheet = (built_files.LIST.parent / PurePosixPath(built_files.bundles()["built/page.css"]).name).read_text()
    loaded = {f"built/{name}" for name in SHEETS_LOAD.findall(sheet)}
    asked = {built_files.bundles()[name] for name in named() if name.endswith(".woff2")}
    assert asked
    assert asked <= loaded


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/play/", "/play/console/", "/board/{slug}/", "/board/{slug}/screen/", "/rules/"]
)
def test_a_page_loads_few_files(path, settings):
    settings.TERMINALS = True
    team = making.make_team(making.running_gameday())
    player: Player = making.make_player(team, "ops")
    browser = Client()
    session = browser.session
    session["player_token"] = player.token
    session.save()
    page = browser.get(path.format(slug=team.gameday.slug))
    assert page.status_code == 200
    loads = Loads(page.content.decode())
    assert len(loads.scripts) <= MOST_SCRIPTS, loads.scripts
    assert len(loads.styles) <= MOST_STYLES, loads.styles
    ours = [address for address in loads.scripts + loads.styles if "/static/built/" in address]
    assert len(ours) == 4
    assert all(HASHED.search(address) for address in ours), ours


@pytest.mark.django_db
def test_the_desk_names_what_it_leaves_for_later(client):
    player = making.make_player(making.make_team(making.running_gameday()), "ops")
    session = client.session
    session["player_token"] = player.token
    session.save()
    answer = client.get("/play/")
    page = answer.content.decode()
    for name in ("desk-terminal.js", "desk-terminal.css", "desk-guide.js"):
        address = static(f"built/{name}")
        assert HASHED.search(address)
        assert f'="{address}"' in page
        assert address not in Loads(page).scripts + Loads(page).styles
    assert "style-src 'self' 'nonce-" in answer.headers["Content-Security-Policy"]  # for the styles of xterm.js


def test_a_browser_keeps_a_bundle_for_ever():
    async def elsewhere(request: HttpRequest) -> HttpResponse:
        raise AssertionError(request.path)

    for name in ("built/board.js", "built/zilla-slab-latin-700-normal.woff2"):
        served = ServeStaticMiddleware(elsewhere).files[static(name)]
        assert "immutable" in dict(served.get_response("GET", {}).headers)["Cache-Control"], name


def test_a_browser_that_takes_brotli_gets_a_bundle_in_fewer_bytes():
    async def elsewhere(request: HttpRequest) -> HttpResponse:
        raise AssertionError(request.path)

    served = ServeStaticMiddleware(elsewhere).files[static("built/team.js")]
    sent = {}
    for taken in ("gzip", "gzip, br"):
        headers = dict(served.get_response("GET", {"HTTP_ACCEPT_ENCODING": taken}).headers)
        sent[headers["Content-Encoding"]] = int(headers["Content-Length"])
    assert list(sent) == ["gzip", "br"]
    assert sent["br"] < sent["gzip"]


@pytest.mark.django_db
def test_the_words_of_a_language_come_compressed(client):
    answer = client.get("/words.js", headers={"Accept-Language": "fr", "Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Cache-Control" in answer.headers


@pytest.mark.django_db
def test_the_desk_comes_compressed():
    player = making.make_player(making.make_team(making.running_gameday()), "ops")
    browser = Client(headers={"Accept-Encoding": "gzip"})
    session = browser.session
    session["player_token"] = player.token
    session.save()
    answer = browser.get("/play/")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) < 20_000


def test_a_bundle_contains_all_that_it_needs_but_typefaces():
    made = json.loads(built_files.LIST.read_text())["outputs"]
    needed = {needs["path"] for about in made.values() for needs in about["imports"]}
    assert {path for path in needed if not path.endswith(".woff2")} == set()
    assert needed <= set(made)
