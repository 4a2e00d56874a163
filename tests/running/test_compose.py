"""The compose deployment: its file is valid, refuses defaults and guards the socket; started here, a team plays on it.

The official images are stood in for by ones built from Debian packages (tests/running/images), for want of a registry.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from gameday.operations.running import ports
from tests.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
IMAGES = Path(__file__).parent / "images"
DOCKER = "/usr/bin/docker" if Path("/usr/bin/docker").exists() else "docker"
COMPOSE = [shutil.which("docker-compose") or "docker-compose"]
SOCKET = "/var/run/docker.sock"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
STAND_INS = {
    "python": "PYTHON_IMAGE",
    "node": "NODE_IMAGE",
    "postgres": "POSTGRES_IMAGE",
    "redis": "REDIS_IMAGE",
    "nginx": "NGINX_IMAGE",
}
NEEDED = {
    "SECRET_KEY": "k" * 50,
    "POSTGRES_PASSWORD": "p",
    "REDIS_PASSWORD": "r",
    "DOCKER_GID": "999",
    "GAMEDAY_PUBLIC_URL": "http://gameday.example",
    "GAMEDAY_SHOP_HOST": "shops.example",
}


def compose(
    *words: str, folder: Path, project: str = "gameday-none", **values: str
) -> subprocess.CompletedProcess[str]:
    """docker-compose with exactly these values: nothing of this shell's, no .env of this checkout."""
    file = folder / "env"
    file.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [*COMPOSE, "--env-file", str(file), "-p", project, *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )


@pytest.fixture(scope="module")
def described(tmp_path_factory) -> dict:
    done = compose("config", folder=tmp_path_factory.mktemp("config"), **NEEDED)
    assert done.returncode == 0, done.stderr
    return yaml.safe_load(done.stdout)


def test_own_scenarios_are_read_where_they_are_published_and_proved(described):
    """The rows hold everything that a game needs: the others never look into the folder."""
    services = described["services"].items()
    holding = {name for name, service in services if "/own" in str(service.get("volumes", ""))}
    assert holding == {"migrate", "worker"}
    assert described["services"]["migrate"]["environment"]["GAMEDAY_SCENARIO_FOLDERS"] == "/own"


def test_the_file_is_valid(described):
    assert set(described["services"]) == {
        "postgres",
        "redis",
        "migrate",
        "web",
        "terminals",
        "worker",
        "referee",
        "beat",
        "gateway",
    }


def test_there_are_as_many_web_processes_as_the_settings_say(tmp_path, described):
    assert described["services"]["web"]["scale"] == 1
    done = compose("config", folder=tmp_path, **NEEDED, GAMEDAY_WEB_PROCESSES="3")
    assert yaml.safe_load(done.stdout)["services"]["web"]["scale"] == 3


@pytest.mark.parametrize("name", NEEDED)
def test_no_secret_has_a_default(tmp_path, name):
    without = {key: value for key, value in NEEDED.items() if key != name}
    refused = compose("config", folder=tmp_path, **without)
    assert refused.returncode != 0
    assert f"Set {name} in .env" in refused.stderr


def test_only_worker_and_terminals_get_the_engines_socket(described):
    holders = {name for name, one in described["services"].items() if SOCKET in json.dumps(one.get("volumes", []))}
    assert holders == {"worker", "terminals"}


def test_the_platforms_own_containers_can_do_nothing_special(described):
    for name in ("migrate", "web", "terminals", "worker", "referee", "beat"):
        service = described["services"][name]
        assert service["cap_drop"] == ["ALL"], name
        assert service["read_only"] is True, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "privileged" not in service
    assert re.findall(r"^USER (.+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[-1] == "10001:10001"


def test_database_and_redis_are_published_on_loopback_alone(described):
    for name in ("postgres", "redis"):
        assert all(str(port).startswith("127.0.0.1:") for port in described["services"][name]["ports"])


def test_on_another_address_worker_and_referee_find_them_too(tmp_path):
    services = yaml.safe_load(compose("config", folder=tmp_path, **NEEDED, SERVERS_BIND="192.0.2.1").stdout)["services"]
    assert services["postgres"]["ports"] == ["192.0.2.1:15432:5432/tcp"]
    for name in ("worker", "referee"):
        assert "@192.0.2.1:15432/" in services[name]["environment"]["DATABASE_URL"]
        assert "@192.0.2.1:16379/" in services[name]["environment"]["REDIS_URL"]


def test_what_a_service_says_never_fills_the_disk(described):
    for name, service in described["services"].items():
        assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}, name


def test_every_lasting_service_says_how_it_is(described):
    silent = {name for name, one in described["services"].items() if "healthcheck" not in one}
    assert silent == {"migrate"}


def test_health_is_work_not_life(described):
    """A container that compose calls healthy has just done a task, sent one, or served a page."""
    checks = {name: str(one["healthcheck"]["test"]) for name, one in described["services"].items() if name != "migrate"}
    assert all("kill -0" not in check for check in checks.values())
    assert all("/tmp/alive" in checks[name] for name in ("worker", "referee", "beat"))
    assert all("http://localhost:8000/readyz" in checks[name] for name in ("web", "terminals"))


def test_whatever_is_ours_and_deaf_ends_so_that_docker_starts_it_again(described):
    command = re.search(r"^CMD (\[.*?\])$", (ROOT / "Dockerfile").read_text().replace("\\\n", ""), re.MULTILINE)
    assert command
    for name in ("web", "terminals", "worker", "referee", "beat"):
        service = described["services"][name]
        started = service.get("command") or json.loads(command[1])
        assert started[:3] == ["python3", "-m", "gameday.operations.running.watched"], name
        assert started[3] == ("web" if name == "terminals" else name)
        assert started[4] in (service["environment"]["GAMEDAY_ALIVE_FILE"], "http://localhost:8000/healthz")
        assert service["restart"] == "unless-stopped"


def test_only_what_the_gateway_leads_to_believes_whom_it_has_seen(described):
    behind = {
        name for name, one in described["services"].items() if "GAMEDAY_BEHIND_GATEWAY" in one.get("environment", {})
    }
    assert behind == {"migrate", "web", "terminals", "beat"}
    assert not any(described["services"][name].get("ports") for name in behind)
    door = (ROOT / "gameday/operations/running/gateway.conf").read_text()
    assert "proxy_set_header X-Real-IP $remote_addr;" in door


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GAMEDAY_TERMINAL_IDLE", "7200"),
        ("GAMEDAY_TERMINAL_GRACE", "300"),
        ("GAMEDAY_TRUSTED_PROXIES", "10.0.0.2"),
        ("GAMEDAY_METRICS_TOKEN", "oats"),
        ("WEB_BIND", "127.0.0.1"),
    ],
)
def test_what_the_example_offers_arrives_where_it_is_used(tmp_path, name, value):
    assert re.search(rf"^#{name}=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    services = yaml.safe_load(compose("config", folder=tmp_path, **NEEDED, **{name: value}).stdout)["services"]
    assert {services[role]["environment"][name] for role in ("web", "terminals", "worker")} == {value}


def test_images_are_variables():
    images = re.findall(r"^ +image: (.*)$", (ROOT / "docker-compose.yml").read_text(), re.MULTILINE)
    bases = re.findall(r"^FROM (.*)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert all(name.startswith("${") for name in (*images, *bases))


def test_pages_beside_the_engine_are_led_to_the_process_that_holds_its_socket():
    door = (ROOT / "gameday/operations/running/gateway.conf").read_text()
    led = re.findall(r"location ~ (\S+) { proxy_pass \$terminals; }", door)
    for path in ("/ws/terminal/ticket/", "/play/console/", "/play/workshop/storefront/", "/play/runbook/"):
        assert any(re.match(each, path) for each in led), path
        assert any(re.match(each, f"/some/prefix{path}") for each in led), path
    assert not any(re.match(each, path) for each in led for path in ("/play/", "/ws/team/", "/prefix/play/terminal/x/"))


@pytest.mark.parametrize("folder", ["gameday", "locale", "scenarios", "scoring", "static", "templates"])
def test_what_the_platform_reads_goes_into_its_image(folder):
    assert f"COPY {folder} {folder}\n" in (ROOT / "Dockerfile").read_text()
    assert f"!{folder}" in (ROOT / ".dockerignore").read_text().splitlines()


def test_the_example_leaves_empty_what_compose_needs():
    example = (ROOT / ".env.example").read_text()
    assert set(re.findall(r"^([A-Z_]+)=$", example, re.MULTILINE)) == set(NEEDED)


# Started -------------------------------------------------------------------------------------------------------------


@dataclass
class Deployment:
    """A deployment of this test run alone."""

    project: str
    folder: Path
    values: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.values['WEB_PORT']}"

    def compose(self, *words: str) -> str:
        done = compose(*words, folder=self.folder, project=self.project, **self.values)
        assert done.returncode == 0, f"{' '.join(words)}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def manage(self, service: str, *words: str) -> str:
        return self.compose("exec", "-T", service, "python3", "manage.py", *words)

    def page(self, path: str) -> str:
        with urllib.request.urlopen(f"{self.url}{path}", timeout=10) as answer:
            return answer.read().decode()

    def board(self) -> dict:
        """What the board of the cup shows."""
        return json.loads(self.page("/api/v1/gamedays/compose-cup/board/"))["data"]

    def wait(self, holds, what: str, within: float = 240) -> None:
        came = eventually(holds, within, every=2)
        assert came, f"{what}: never.\n{self.compose('logs', '--tail', '40')[-6000:]}"


def build_stand_ins(folder: Path) -> dict[str, str]:
    context = folder / "images"
    shutil.copytree(IMAGES, context)
    (context / "ca.crt").write_bytes(CERTIFICATES.read_bytes())
    subprocess.run(["npm", "pack", "--silent", "npm@10"], cwd=context, check=True, capture_output=True, timeout=300)
    next(context.glob("npm-*.tgz")).rename(context / "npm.tgz")
    for target in STAND_INS:
        words = [DOCKER, "build", "--quiet", "--target", target, "--tag", f"gameday-stand-in:{target}", str(context)]
        base = ["--build-arg", f"BASE_IMAGE={os.environ.get('GAMEDAY_BASE_IMAGE', 'debian:bookworm-slim')}"]
        done = subprocess.run(
            [*words, *base],
            env={**os.environ, "DOCKER_BUILDKIT": "0"},
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return {variable: f"gameday-stand-in:{target}" for target, variable in STAND_INS.items()}


@pytest.fixture(scope="module")
def deployment(tmp_path_factory) -> Iterator[Deployment]:
    folder, name = tmp_path_factory.mktemp("deployment"), f"{settings.INSTALLATION}-compose{secrets.token_hex(2)}"
    web = ports.free_port(18000)
    values = (
        NEEDED
        | build_stand_ins(folder)
        | {
            "SECRET_KEY": secrets.token_hex(32),
            "POSTGRES_PASSWORD": secrets.token_hex(8),
            "REDIS_PASSWORD": secrets.token_hex(8),
            "DOCKER_GID": str(os.stat(SOCKET).st_gid),
            "GAMEDAY_PUBLIC_URL": f"http://localhost:{web}",
            "GAMEDAY_SHOP_HOST": "127.0.0.1",
            "GAMEDAY_SHOP_BIND": "127.0.0.1",
            "GAMEDAY_INSTALLATION": name,
            "GAMEDAY_IMAGE": f"{name}:test",
            "GAMEDAY_SANDBOX_NETWORK": os.environ.get("GAMEDAY_SANDBOX_NETWORK", "10.213.0.0/16"),
            "WEB_BIND": "127.0.0.1",
            "WEB_PORT": str(web),
            "POSTGRES_PORT": str(ports.free_port(18400)),
            "REDIS_PORT": str(ports.free_port(18700)),
        }
    )
    deployment = Deployment(name, folder, values)
    try:
        deployment.compose("build", "migrate")
        deployment.compose("up", "-d")
        yield deployment
    finally:
        compose("exec", "-T", "worker", "python3", "manage.py", "stand_down", folder=folder, project=name, **values)
        compose("down", "-v", folder=folder, project=name, **values)
        subprocess.run([DOCKER, "image", "rm", "--force", f"{name}:test"], capture_output=True, check=False)


@pytest.mark.stack
@pytest.mark.engine
@pytest.mark.timeout(1500)
def test_one_team_plays_on_it_and_is_paid(deployment):
    assert json.loads(deployment.page("/readyz")) == {"status": "ok", "database": "ok", "redis": "ok"}
    deployment.manage("web", "gameday", "create", "Compose Cup", "--teams", "1", "--first", "60m")
    deployment.manage("web", "gameday", "launch", "compose-cup")
    deployment.wait(lambda: deployment.board()["gameday"]["state"] == "lobby", "the sandbox is ready")
    deployment.manage("web", "gameday", "start", "compose-cup")
    deployment.wait(lambda: deployment.board()["teams"][0]["points"] > 0, "a tick is paid")
    assert "Compose Cup" in deployment.page("/board/compose-cup/")


@pytest.mark.stack
@pytest.mark.engine
@pytest.mark.timeout(1500)
def test_nothing_of_it_runs_as_root_and_everything_becomes_healthy(deployment):
    for service in ("web", "terminals", "worker", "referee", "beat"):
        assert deployment.compose("exec", "-T", service, "id", "-u").strip() == "10001", service
    deployment.wait(lambda: "starting" not in deployment.compose("ps"), "every service is healthy", within=90)
    assert "unhealthy" not in deployment.compose("ps")


@pytest.mark.stack
@pytest.mark.engine
@pytest.mark.timeout(1500)
def test_inside_web_there_is_no_way_to_the_engine(deployment):
    look = "import os; print(os.path.exists('/var/run/docker.sock'))"
    assert deployment.compose("exec", "-T", "web", "python3", "-c", look).strip() == "False"
    assert deployment.compose("exec", "-T", "worker", "python3", "-c", look).strip() == "True"


@pytest.mark.stack
@pytest.mark.engine
@pytest.mark.timeout(1500)
def test_the_doctor_finds_it_well(deployment):
    found = json.loads(deployment.manage("worker", "doctor", "--json"))
    assert found["healthy"], found["findings"]
