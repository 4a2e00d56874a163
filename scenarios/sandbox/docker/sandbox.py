"""One sandbox on a Docker engine: what can be done to its containers."""

import ipaddress
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress

import docker
from docker.errors import APIError, NotFound
from docker.models.containers import Container
from docker.models.networks import Network

from scenarios.choices import ContainerStatus
from scenarios.company import Company, CompanyRole
from scenarios.sandbox.base import EngineError, ExecResult, Limits, LogPart, NotThere, RoleState, Usage
from scenarios.sandbox.docker import bounds, execute, networks, packets, terminal
from scenarios.sandbox.docker import logs as docker_logs
from scenarios.sandbox.docker import usage as docker_usage
from scenarios.sandbox.docker.host_services import HostSide
from scenarios.sandbox.labels import DOOR, IMAGE, INSTALLATION, ROLE, SANDBOX
from scenarios.waiting import wait_until

GONE = RoleState(ContainerStatus.GONE, "", 0, 0, "")
CREATE_SECONDS = 20.0  # for a container that another process is creating
PAUSE_TRIES = 4
HEALTH_SECONDS = 60.0  # for one role to become healthy
CHECK_SECONDS = 10.0  # the longest that one look at its health takes
RENEWED_AT_ONCE = 4  # as when provisioning: more make it no faster
MIB = 1024 * 1024
PART = "\036"  # ASCII's record separator, printed after the output of each network
EVERY_NETWORK = r"""places=$1; shift
for place in $places; do nsenter --net="/proc/${place#*=}/ns/net" -- "$@" 2>&1; printf '\036'; done"""

Spares = Callable[["DockerSandbox", Collection[str]], AbstractContextManager["DockerSandbox"]]


class DockerSandbox:
    """See scenarios.sandbox.base.SandboxDriver for what every method promises."""

    def __init__(
        self, client: docker.DockerClient, host: HostSide, company: Company, network: Network, spares: Spares
    ) -> None:
        self.spares = spares
        self.client, self.host, self.company, self.bridge = client, host, company, network
        self.labels: dict[str, str] = network.attrs["Labels"]
        self.handle = self.labels[SANDBOX]
        self.image = self.labels[IMAGE]
        self.subnet: ipaddress.IPv4Network = networks.subnet_of(network.attrs)

    # Looking ---------------------------------------------------------------------------------------------------------

    def name(self, role: str) -> str:
        return f"{self.host.installation}-{self.handle}-{role}"

    def address(self, role: str) -> str:
        return networks.address(self.subnet, networks.FIRST_ROLE_OFFSET + list(self.company.roles).index(role))

    def shop_port(self) -> int:
        return self.host.port(self.bridge)

    def states(self) -> dict[str, RoleState]:
        return {role: self.state(role) for role in self.company.roles}

    def state(self, role: str) -> RoleState:
        try:
            seen = self.client.api.inspect_container(self.name(role))
        except NotFound:
            return GONE
        state = seen["State"]
        return RoleState(
            ContainerStatus(state["Status"]),
            seen["Id"],
            state["Pid"],
            seen["RestartCount"],
            state["StartedAt"],
            _limits(seen["HostConfig"]),
            state["ExitCode"],
            state["OOMKilled"],
        )

    def usage(self) -> dict[str, Usage]:
        return docker_usage.usage(self.client, self.host, f"{SANDBOX}={self.handle}").sandboxes.get(self.handle, {})

    def services(self, role: str) -> list[str]:
        return docker_logs.services(self.client, self.name(role))

    def logs(self, role: str, service: str = "", *, cursor: str = "", lines: int = 500) -> LogPart:
        said = docker_logs.of_service if service else docker_logs.of_container
        return said(self.client, self.name(role), service, cursor, lines)

    def listen(self, role: str, seconds: int) -> bool:
        return packets.began(self.network(role, packets.listen_command(self.name(role), seconds)))

    def heard(self, role: str, *, cursor: str = "", lines: int = 500) -> LogPart | None:
        names = {self.address(each): each for each in self.company.roles}
        names[networks.address(self.subnet, networks.GATEWAY_OFFSET)] = "customers"
        return packets.heard(self.network(role, packets.show_command(self.name(role), cursor)), names, lines)

    # Doing things inside ---------------------------------------------------------------------------------------------

    def exec(
        self,
        role: str,
        argv: Sequence[str],
        *,
        user: str = "root",
        stdin: bytes = b"",
        timeout: float = 30.0,
        env: Mapping[str, str] | None = None,
    ) -> ExecResult:
        return execute.run(self.client, self.name(role), argv, user=user, stdin=stdin, timeout=timeout, env=env)

    def spawn(self, role: str, argv: Sequence[str], *, user: str = "root") -> None:
        with _said(f"{argv[0]} could not be started in {role}"):
            exec_id = self.client.api.exec_create(self.name(role), list(argv), user=user)["Id"]
            self.client.api.exec_start(exec_id, detach=True)

    async def shell(
        self,
        role: str,
        mark: str,
        *,
        user: str = "root",
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
    ) -> terminal.DockerShell:
        return await terminal.open_shell(
            self.client, self.name(role), mark, user=user, columns=columns, rows=rows, env=env or {}
        )

    def shells(self, role: str) -> set[str]:
        return set(self.exec(role, ["sh", "-c", terminal.MARKS]).stdout.decode().split())

    def end_shells(self, role: str, marks: Sequence[str]) -> None:
        if marks and self.state(role).status in (ContainerStatus.RUNNING, ContainerStatus.PAUSED):
            result = self.exec(role, ["sh", "-c", terminal.END, "sh", "|".join(marks)], timeout=20)
            if not result.ok:
                raise EngineError(f"What ran in a terminal of {role} could not be ended: {result.text}")

    def read(self, role: str, path: str) -> bytes:
        result = self.exec(role, ["cat", "--", path])
        if not result.ok:
            raise FileNotFoundError(f"{role}:{path}: {result.text}")
        return result.stdout

    def write(self, role: str, path: str, content: bytes, *, mode: int = 0o644, owner: str = "") -> None:
        script = 'cat > "$1" && chmod "$2" "$1" && { [ -z "$3" ] || chown "$3" "$1"; }'
        # Docker never closes an empty stdin, so an empty file is written without it.
        argv = ["sh", "-c", script if content else script.replace("cat >", ": >"), "sh", path, f"{mode:o}", owner]
        result = self.exec(role, argv, stdin=content)
        if not result.ok:
            raise EngineError(f"{path} could not be written in {role}: {result.text}")

    def network(self, role: str, argv: Sequence[str], *, timeout: float = 30.0) -> ExecResult:
        state = self.state(role)
        if not state.pid:
            raise NotThere(f"{role} of {self.handle} is {state.status}: it has no network to work on.")
        inside = ["nsenter", f"--net=/proc/{state.pid}/ns/net", "--", *argv]
        return execute.run(self.client, self.host.agent_id(), inside, timeout=timeout)

    def every_network(self, argv: Sequence[str], *, timeout: float = 30.0) -> dict[str, str]:
        running = {role: state.pid for role, state in self.states().items() if state.pid}
        places = " ".join(f"{role}={pid}" for role, pid in running.items())
        everywhere = ["sh", "-c", EVERY_NETWORK, "sh", places, *argv]
        done = execute.run(self.client, self.host.agent_id(), everywhere, timeout=timeout)
        if not done.ok:
            raise EngineError(f"The networks of {self.handle} cannot be looked at: {done.text or done.exit_code}")
        *parts, _end = done.stdout.decode(errors="replace").split(PART)
        return dict(zip(running, parts, strict=True))

    # Doing things to a container -------------------------------------------------------------------------------------

    def _container(self, role: str) -> Container:
        try:
            return self.client.containers.get(self.name(role))
        except NotFound as error:
            raise NotThere(f"The container of {role} in {self.handle} is gone.") from error

    def kill(self, role: str, signal: str = "KILL") -> None:
        with _said(f"{role} could not be killed", ignore="is not running"):
            self.client.api.kill(self.name(role), signal)

    def stop(self, role: str, seconds: int = 1) -> None:
        with _said(f"{role} could not be stopped"):
            self.client.api.stop(self.name(role), timeout=seconds)

    def start(self, role: str) -> None:
        with _said(f"{role} could not be started"):
            self.client.api.start(self.name(role))

    def restart(self, role: str, seconds: int = 1) -> None:
        with _said(f"{role} could not be restarted"):
            self.client.api.restart(self.name(role), timeout=seconds)

    def pause(self, role: str) -> None:
        with _said(f"{role} could not be paused", ignore="already paused"):
            for tries_left in reversed(range(PAUSE_TRIES)):
                try:
                    self.client.api.pause(self.name(role))
                    return
                except APIError as error:  # on a busy machine a process sometimes does not freeze in time
                    if "unable to freeze" not in str(error) or not tries_left:
                        raise

    def unpause(self, role: str) -> None:
        with _said(f"{role} could not be resumed", ignore="is not paused"):
            self.client.api.unpause(self.name(role))

    def limits(self, role: str) -> Limits:
        return _limits(self._container(role).attrs["HostConfig"])

    def limit(self, role: str, *, cpus: float | None = None, memory_mb: int | None = None) -> None:
        wanted: dict[str, int] = {}
        if cpus is not None:
            wanted |= {"cpu_period": 100_000, "cpu_quota": int(cpus * 100_000)}
        if memory_mb is not None:
            wanted |= {"mem_limit": memory_mb * MIB, "memswap_limit": memory_mb * MIB}
        with _said(f"the limits of {role} could not be changed"):
            self.client.api.update_container(self.name(role), **wanted)

    def remove(self, role: str) -> None:
        with suppress(NotThere), _said(f"{role} could not be removed"):
            self.client.api.remove_container(self.name(role), force=True, v=True)

    def recreate(self, role: str) -> None:
        self.remove(role)
        self.create(role)
        self.start(role)

    def spare(self, roles: Collection[str]) -> AbstractContextManager["DockerSandbox"]:
        return self.spares(self, roles)

    def renew(self) -> None:
        with ThreadPoolExecutor(RENEWED_AT_ONCE) as threads:
            for _ in threads.map(self.recreate, self.company.roles):
                pass
            for _ in threads.map(lambda role: self.await_health(role, HEALTH_SECONDS), self.company.roles):
                pass

    # Making and waiting ----------------------------------------------------------------------------------------------

    def create(self, role: str) -> None:
        """Create the role's container without starting it. An existing container is left alone. Raises EngineError."""
        taken = EngineError(f"The container of {role} is being made by somebody else and does not come.")
        wait_until(lambda: self._create(role) or self.state(role) != GONE, within=CREATE_SECONDS, otherwise=taken)

    def _create(self, role: str) -> bool:
        """Create it. False if its name is taken, or if the engine has refused a quota: then try again without."""
        described, quota = self.company.roles[role], self.host.keeps_quota
        api = self.client.api
        endpoint = api.create_endpoint_config(aliases=[role], ipv4_address=self.address(role))
        try:
            api.create_container(
                self.image,
                [role],
                name=self.name(role),
                hostname=role,
                labels=self._labels(role),
                environment=dict(described.env) | _environment(self.labels),
                networking_config=api.create_networking_config({self.bridge.name: endpoint}),
                host_config=self._host_config(described, quota=quota),
                use_config_proxy=False,  # there is no way out: a proxy would only be in the way
            )
        except APIError as error:
            if quota and bounds.refuses_quota(str(error)):
                self.host.keeps_quota = False
            elif error.status_code != 409:
                raise EngineError(f"The container of {role} could not be made: {error.explanation}") from error
            return False
        return True

    def _labels(self, role: str) -> dict[str, str]:
        return {**self.labels, INSTALLATION: self.host.installation, SANDBOX: self.handle, ROLE: role}

    def _host_config(self, role: CompanyRole, *, quota: bool = False) -> dict[str, object]:
        return self.client.api.create_host_config(
            cgroup_parent=bounds.share_group(self.host.engine_info, int(self.labels[DOOR])),
            storage_opt=bounds.storage_options(self.company.disk_mb) if quota else None,
            mem_limit=role.memory_mb * MIB,
            memswap_limit=role.memory_mb * MIB,
            cpu_period=100_000,
            cpu_quota=int(role.cpus * 100_000),
            cpu_shares=role.cpu_shares,
            pids_limit=role.pids,
            cap_drop=["ALL"],
            cap_add=role.capabilities,
            security_opt=["no-new-privileges"],
            read_only=role.read_only,
            dns=["127.0.0.1"],
            tmpfs={path: f"size={size}m,mode=1777,exec" for path, size in role.tmpfs.items()},
            init=False,
            restart_policy={"Name": "no"},
            ulimits=bounds.ulimits(role.file_mb),
            log_config=bounds.log_config(2),
        )

    def await_health(self, role: str, seconds: float) -> None:
        """Wait until the role's own health check passes. Raises EngineError with its last output after `seconds`."""
        script = f"""now() {{ cut -d. -f1 /proc/uptime; }}; end=$(($(now) + {int(seconds)}))
            until why=$(/opt/unicorn/bin/healthy 2>&1)
            do [ "$(now)" -lt "$end" ] || {{ echo "$why"; exit 1; }}; sleep 0.2; done"""
        result = self.exec(role, ["sh", "-c", script], timeout=seconds + CHECK_SECONDS)
        if not result.ok:
            raise EngineError(f"{role} did not become healthy: {result.text or self.last_words(role)}")

    def last_words(self, role: str) -> str:
        """The end of the container's log."""
        return self._container(role).logs(tail=8).decode(errors="replace").strip()

    # Warm sandboxes --------------------------------------------------------------------------------------------------

    def freeze(self) -> None:
        """Pause every container that would use CPU while it waits."""
        self._at_once(self.pause)

    def thaw(self) -> None:
        """Resume a frozen sandbox."""
        self._at_once(self.unpause)

    def _at_once(self, do: Callable[[str], None]) -> None:
        awake = [role for role, described in self.company.roles.items() if not described.idle]
        with ThreadPoolExecutor(len(awake)) as threads:
            for _ in threads.map(do, awake):
                pass

    def identify(self, team: str, colour: str) -> None:
        """Show the team's name in the shop."""
        self.exec("storefront", ["/opt/unicorn/bin/team", team, colour])


def _limits(host: Mapping[str, int]) -> Limits:
    return Limits(host["CpuQuota"] / host["CpuPeriod"] if host["CpuPeriod"] else 0.0, host["Memory"] // MIB)


def _environment(labels: Mapping[str, str]) -> dict[str, str]:
    prefix = "gameday.env."
    return {name.removeprefix(prefix): value for name, value in labels.items() if name.startswith(prefix)}


class _said:  # noqa: N801  (reads as a phrase: `with _said("…")`)
    """Turns the engine's errors into EngineError with this sentence. An error that contains `ignore` is no error."""

    def __init__(self, sentence: str, ignore: str = "") -> None:
        self.sentence, self.ignore = sentence, ignore

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, APIError):
            return False
        if self.ignore and self.ignore in str(error):
            return True
        wrapped = NotThere if isinstance(error, NotFound) else EngineError
        raise wrapped(f"{self.sentence}: {error.explanation}") from error
