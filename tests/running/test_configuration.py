"""The settings: each is checked, in words, and .env.example, the docs, docker-compose.yml and the code agree on them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gameday import env_file
from gameday.configuration import FIELDS, WrongSettings, read_configuration
from gameday.operations.running import environment

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / ".env.example").read_text()
COMPOSE = (ROOT / "docker-compose.yml").read_text()
OPERATING = (ROOT / "docs/operating.md").read_text()
NEEDED = {"SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "GAMEDAY_PUBLIC_URL", "GAMEDAY_SHOP_HOST", "DOCKER_GID"}
GIVEN_BY_COMPOSE = {
    "DATABASE_URL",
    "REDIS_URL",
    "GAMEDAY_ALIVE_FILE",
    "GAMEDAY_SCENARIO_FOLDERS",
    "GAMEDAY_TERMINALS",
    "GAMEDAY_BEHIND_GATEWAY",
}
NOT_IN_COMPOSE = {"DEBUG", "DOCKER_CERT_PATH", "GAMEDAY_DOCKER_URL", "GAMEDAY_HOST", "GAMEDAY_TERMINALS_URL"}
OTHERWISE_IN_COMPOSE = {"GAMEDAY_SHOP_BIND": "0.0.0.0", "WEB_BIND": "0.0.0.0"}


# What is allowed ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("DEBUG", "maybe", "on or off"),
        ("GAMEDAY_INSTALLATION", "../else", "a name of letters, digits"),
        ("GAMEDAY_PUBLIC_URL", "gameday.example", "an address that browsers open"),
        ("GAMEDAY_SHOP_HOST", "http://shops.example", "without http:// and without a port"),
        ("GAMEDAY_SHOP_HOST", "0.0.0.0", "a host name or an IP address"),
        ("GAMEDAY_SHOP_BIND", "shops.example", "an IP address of this machine"),
        ("GAMEDAY_PROBE_HOST", "127.0.0.1:9000", "without a port"),
        ("GAMEDAY_DOCKER_URL", "/var/run/docker.sock", "unix:///path"),
        ("GAMEDAY_DOCKER_URL", "tcp://engine:99999", "tcp://host:port"),
        ("GAMEDAY_BASE_IMAGE", "debian slim", "the name of an image"),
        ("GAMEDAY_SANDBOX_NETWORK", "10.213.0.1/16", "begins at its own first address"),
        ("GAMEDAY_SANDBOX_NETWORK", "10.213.0.0/27", "room for a /26"),
        ("GAMEDAY_SANDBOX_NETWORK", "8.8.0.0/16", "a private IPv4 network"),
        ("GAMEDAY_SANDBOX_NETWORK", "fd00::/48", "a private IPv4 network"),
        ("GAMEDAY_SHOP_PORTS", "9100", "the first and the last of a range of ports"),
        ("GAMEDAY_SHOP_PORTS", "80-9100", "from 1024 to 65535"),
        ("GAMEDAY_SHOP_PORTS", "9499-9100", "as 9100-9499"),
        ("GAMEDAY_SHOP_PORTS", "9100-70000", "from 1024 to 65535"),
        ("GAMEDAY_WARM_POOL", "-1", "from 0 to 32"),
        ("GAMEDAY_WARM_POOL", "1.5", "a whole number"),
        ("GAMEDAY_TICK_SECONDS", "0", "from 1 to 60"),
        ("GAMEDAY_TICK_SECONDS", "five", "a number of seconds"),
        ("GAMEDAY_TICK_SECONDS", "nan", "a number of seconds"),
        ("GAMEDAY_TERMINAL_IDLE", "30", "from 60 to 86400"),
        ("GAMEDAY_TERMINALS_URL", "127.0.0.1:9000", "begins with http://"),
        ("GAMEDAY_WEB_PROCESSES", "9", "from 1 to 8"),
        ("GAMEDAY_TERMINAL_GRACE", "1e9", "from 0 to 3600"),
        ("GAMEDAY_TRUSTED_PROXIES", "*", "IP addresses or networks"),
        ("GAMEDAY_TRUSTED_PROXIES", "10.0.0.0/8/8", "IP addresses or networks"),
        ("WEB_BIND", "http://0.0.0.0", "an address or a name of this machine"),
        ("TIME_ZONE", "Vienna", "Europe/Vienna"),
        ("TIME_ZONE", "Europe", "Europe/Vienna"),
        ("ALLOWED_HOSTS", "one.example, two.example:8000", "without ports"),
        ("CSRF_TRUSTED_ORIGINS", "one.example", "each with http:// or https://"),
        ("GAMEDAY_ISSUES", "https://github.com/owner/name", "github:, gitlab: or jira:"),
        ("GAMEDAY_ISSUES", "github:https://github.com/owner", "github:https://github.com/owner/name"),
        ("GAMEDAY_ISSUES", "jira:https://jira.example/projects/KEY", "jira:https://jira.example/browse/KEY"),
    ],
)
def test_a_wrong_setting_is_named_with_its_value_and_what_it_may_be(name, value, allowed):
    with pytest.raises(WrongSettings) as wrong:
        read_configuration({name: value})
    said = str(wrong.value)
    assert said.startswith(f"{name} is “{value}”; it may be ")
    assert allowed in said
    assert "Correct it in .env or in the environment, or take it away" in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://u:hush@host/day"),
        ("DATABASE_URL", "postgres://u:hush@host"),
        ("DATABASE_URL", "postgres://u:hush@host:99999/day"),
        ("REDIS_URL", "http://:hush@host"),
        ("POSTGRES_PASSWORD", "hush@hush"),
        ("REDIS_PASSWORD", "hush/hush"),
    ],
)
def test_a_secret_is_never_repeated(name, value):
    with pytest.raises(WrongSettings) as wrong:
        read_configuration({name: value})
    assert str(wrong.value).startswith(f"{name} cannot be used as it is; it may be ")
    assert "hush" not in str(wrong.value)


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(WrongSettings) as wrong:
        read_configuration({"GAMEDAY_WARM_POOL": "many", "GAMEDAY_TICK_SECONDS": "0", "DEBUG": "on"})
    assert [line.split()[0] for line in str(wrong.value).splitlines()] == ["GAMEDAY_WARM_POOL", "GAMEDAY_TICK_SECONDS"]


def test_a_command_says_it_without_a_traceback():
    words = [sys.executable, "manage.py", "up"]
    done = subprocess.run(
        words, cwd=ROOT, env=os.environ | {"GAMEDAY_WARM_POOL": "many"}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "GAMEDAY_WARM_POOL is “many”; it may be a whole number from 0 to 32. "
        "Correct it in .env or in the environment, or take it away: then it is 0."
    ]


@pytest.mark.parametrize("name", FIELDS)
def test_empty_is_not_set(name):
    assert read_configuration({name: ""}) == read_configuration({})


@pytest.mark.parametrize(
    ("given", "field", "value"),
    [
        ({"DEBUG": "True"}, "debug", True),
        ({"GAMEDAY_TERMINALS": "false"}, "terminals", False),
        ({"GAMEDAY_WARM_POOL": " 7 "}, "warm_pool", 7),
        ({"GAMEDAY_SHOP_HOST": "Shops.Example"}, "shop_host", "shops.example"),
        ({"GAMEDAY_SHOP_HOST": "0:0::1"}, "shop_host", "[::1]"),
        ({"GAMEDAY_SHOP_PORTS": " 9100 - 9100 "}, "shop_ports", (9100, 9100)),
        ({"GAMEDAY_SHOP_BIND": "::1"}, "shop_bind", "::1"),
        (
            {"ALLOWED_HOSTS": "One.example, .two.example, ::1,"},
            "allowed_hosts",
            ["one.example", ".two.example", "[::1]"],
        ),
        ({"CSRF_TRUSTED_ORIGINS": "https://one.example:443/"}, "csrf_trusted_origins", ["https://one.example"]),
        ({"GAMEDAY_SCENARIO_FOLDERS": "/a, b,"}, "scenario_folders", [Path("/a"), Path("b")]),
    ],
)
def test_a_setting_is_understood(given, field, value):
    assert getattr(read_configuration(given), field) == value


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgres://gameday:p%23%40@db.example:5433/day?sslmode=require",
            {"NAME": "day", "USER": "gameday", "PASSWORD": "p#@", "HOST": "db.example", "PORT": "5433"}
            | {"OPTIONS": {"sslmode": "require"}},
        ),
        (
            "postgresql:///day?host=/run/postgresql",
            {"NAME": "day", "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "OPTIONS": {"host": "/run/postgresql"}},
        ),
        (
            "postgres://u@%2Frun%2FMine/day",
            {"NAME": "day", "USER": "u", "PASSWORD": "", "HOST": "/run/Mine", "PORT": "", "OPTIONS": {}},
        ),
        (
            "postgres://u@[::1]:5433/day",
            {"NAME": "day", "USER": "u", "PASSWORD": "", "HOST": "::1", "PORT": "5433", "OPTIONS": {}},
        ),
    ],
)
def test_the_address_of_a_database(url, expected):
    found = read_configuration({"DATABASE_URL": url}).database
    assert found == {"ENGINE": "django.db.backends.postgresql", **expected}


# One list -------------------------------------------------------------------------------------------------------------


def of_compose() -> dict[str, str]:
    """name -> default of every variable that docker-compose.yml asks for."""
    return dict(re.findall(r"\$\{([A-Z_]+):[-?]([^}]*)\}", COMPOSE))


def defaults() -> dict[str, str]:
    """name -> what it is where nothing is said, of every setting that is not needed."""
    return {name: default for name, default in of_compose().items() if name not in NEEDED} | {
        name: str(field.default) for name, field in FIELDS.items() if name not in NEEDED
    }


def test_the_example_holds_every_setting_with_its_default(tmp_path):
    (tmp_path / ".env").write_text(re.sub(r"^#(?=[A-Z_]+=)", "", EXAMPLE, flags=re.MULTILINE))
    lines = re.findall(r"^#?([A-Z_]+)=", EXAMPLE, flags=re.MULTILINE)
    assert sorted(lines) == sorted(NEEDED | defaults().keys())
    assert env_file.read(tmp_path / ".env") == {name: value for name, value in defaults().items() if value}


def test_in_the_example_a_remark_stands_on_a_line_of_its_own():
    assert [line for line in EXAMPLE.splitlines() if re.match(r"#?[A-Z_]+=.*#", line)] == []


def test_the_docs_hold_every_setting_with_its_default():
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| ?(.*?) ?\|", OPERATING, flags=re.MULTILINE))
    assert rows.keys() == NEEDED | defaults().keys()
    assert {name: rows[name] for name in defaults()} == {
        name: f"`{value}`" if value else "" for name, value in defaults().items()
    }
    for name in NEEDED:
        default = str(FIELDS[name].default) if name in FIELDS else ""
        shown = f" (`{default}`)" if default and name != "SECRET_KEY" else ""
        assert rows[name] == f"needed{shown}"


def test_the_docs_say_what_numbers_are_allowed():
    for name, field in FIELDS.items():
        for bound in re.findall(r"from (\d+) to (\d+)", field.description or ""):
            row = next(line for line in OPERATING.splitlines() if line.startswith(f"| `{name}` |"))
            assert f"{bound[0]} to {bound[1]}" in row, name


def test_compose_gives_every_process_every_setting_with_its_default():
    block = COMPOSE[: COMPOSE.index("x-inside:")]
    given = dict(re.findall(r"^  ([A-Z_]+): (.*)$", block, flags=re.MULTILINE))
    assert given.keys() | GIVEN_BY_COMPOSE == FIELDS.keys() - NOT_IN_COMPOSE | GIVEN_BY_COMPOSE
    for name in given.keys() - NEEDED - GIVEN_BY_COMPOSE:
        default = OTHERWISE_IN_COMPOSE.get(name, FIELDS[name].default)
        assert given[name] == f"${{{name}:-{default}}}", name


def test_the_example_as_it_is_is_enough_for_make_up(tmp_path):
    (tmp_path / ".env").write_text(EXAMPLE)
    values = environment.load_environment(tmp_path, {}).values
    assert len(values["SECRET_KEY"]) >= 50
    assert values["GAMEDAY_INSTALLATION"] != "gameday"
    configuration = read_configuration(values)
    assert (str(configuration.public_url), configuration.shop_host) == ("http://localhost:8000", "127.0.0.1")
