"""A whole company on the real engine without the driver: started by the docker command from company.yaml alone."""

import json
import subprocess
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.waiting import eventually

HOME = Path(__file__).parents[3] / "scenarios" / "companies" / "unicorn_rentals"
DESCRIPTION = yaml.safe_load((HOME / "company.yaml").read_text())
DOCKER = "/usr/bin/docker" if Path("/usr/bin/docker").exists() else "docker"
LABEL = "gameday.installation"


def docker(*words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([DOCKER, *words], capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise AssertionError(f"docker {' '.join(words)}: {done.stdout}{done.stderr}")
    return done


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Company:
    """One container for each role, in one internal network. The host reaches them by their addresses."""

    name: str
    image: str
    addresses: dict[str, str] = field(default_factory=dict)
    started_in: float = 0.0

    def start(self) -> float:
        """Start all roles at the same time. Returns the seconds until all are healthy."""
        docker("network", "create", "--internal", "--label", f"{LABEL}={self.name}", self.name)
        started = time.monotonic()
        with ThreadPoolExecutor(7) as pool:
            list(pool.map(self.run, DESCRIPTION["roles"]))
            list(pool.map(self.wait, DESCRIPTION["roles"]))
        taken = time.monotonic() - started
        for role in DESCRIPTION["roles"]:
            self.look_up(role)
        return taken

    def look_up(self, role: str) -> None:
        networks = json.loads(
            docker("inspect", "--format", "{{json .NetworkSettings.Networks}}", self.container(role)).stdout
        )
        self.addresses[role] = networks[self.name]["IPAddress"]

    def kill_and_start(self, role: str) -> None:
        docker("kill", self.container(role))
        docker("start", self.container(role))
        self.wait(role)
        self.look_up(role)

    def run(self, role: str) -> None:
        spec = DESCRIPTION["roles"][role]
        words = [
            "run",
            "--detach",
            "--name",
            self.container(role),
            "--hostname",
            role,
            "--network",
            self.name,
            "--network-alias",
            role,
        ]
        words += ["--label", f"{LABEL}={self.name}", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"]
        words += [
            "--memory",
            f"{spec['memory_mb']}m",
            "--memory-swap",
            f"{spec['memory_mb']}m",
            "--pids-limit",
            str(spec["pids"]),
        ]
        words += ["--cpus", str(spec["cpus"]), "--cpu-shares", str(spec["cpu_shares"])]
        words += [word for capability in spec["capabilities"] for word in ("--cap-add", capability)]
        words += [word for path, size in spec["tmpfs"].items() for word in ("--tmpfs", f"{path}:size={size}m")]
        words += [word for key, value in spec["env"].items() for word in ("--env", f"{key}={value}")]
        words += ["--read-only"] if spec["read_only"] else []
        docker(
            *words, "--env", "UNICORN_TEAM=The <Galloping> Goats", "--env", "UNICORN_COLOUR=#e4572e", self.image, role
        )

    def wait(self, role: str, within: float = 60) -> None:
        if not eventually(lambda: self.exec(role, "healthy", check=False).returncode == 0, within):
            why = self.exec(role, "healthy", check=False)
            logs = docker("logs", "--tail", "30", self.container(role)).stderr
            raise AssertionError(f"{role} is not healthy: {why.stdout}{why.stderr}\n{logs}")

    def exec(self, role: str, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return docker("exec", self.container(role), *words, check=check)

    def shell(self, role: str, line: str, check: bool = True) -> str:
        return self.exec(role, "bash", "-c", line, check=check).stdout

    def http(
        self, path: str, data: bytes | dict | None = None, role: str = "edge", port: int = 8080, **headers: str
    ) -> Answer:
        """Send one request. An error status is an answer too."""
        if isinstance(data, dict):
            data, headers = json.dumps(data).encode(), {"Content-Type": "application/json", **headers}
        request = urllib.request.Request(
            f"http://{self.addresses[role]}:{port}{path}", data, {k.replace("_", "-"): v for k, v in headers.items()}
        )
        try:
            with urllib.request.urlopen(request, timeout=15) as response:
                return Answer(response.status, dict(response.headers), response.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read().decode())

    def upload(self, picture: bytes, **headers: str) -> Answer:
        head = b'--edge\r\nContent-Disposition: form-data; name="picture"; filename="u.png"\r\n\r\n'
        body = head + picture + b"\r\n--edge--\r\n"
        return self.http("/recognise", body, Content_Type="multipart/form-data; boundary=edge", **headers)

    def container(self, role: str) -> str:
        return f"{self.name}-{role}"

    def remove(self) -> None:
        containers = docker("ps", "-aq", "--filter", f"label={LABEL}={self.name}").stdout.split()
        if containers:
            docker("rm", "--force", "--volumes", *containers)
        docker("network", "rm", self.name, check=False)
