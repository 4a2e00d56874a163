"""What `manage.py up` and `manage.py host serve` have in common: one run of a group of processes, from the first to the last."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from gameday.background.restarts import ProcessRestart, report_restart
from gameday.operations.running import members, services
from gameday.operations.running.environment import Environment
from gameday.operations.running.hearing import Sign
from gameday.operations.running.members import Members
from gameday.operations.running.supervisor import Child, Stopped, Supervisor, allow_many_open_files


def print_line(line: str) -> None:
    print(line, flush=True)


class ProcessGroup:
    """A run: `open` starts all of it, `close` ends it. What it refuses with one of REFUSALS is said as a sentence."""

    REFUSALS: ClassVar[tuple[type[Exception], ...]]
    CELERY_MEMBERS: ClassVar[tuple[str, ...]]  # they touch a file while they work
    READY_SECONDS: ClassVar[float]  # that each may take until its first sign

    environment: Environment
    supervisor: Supervisor

    def open(self) -> None:
        """Start the processes. Raises what REFUSALS are, and Stopped."""
        raise NotImplementedError

    def run(self) -> int:
        """Run until asked to end. Returns the exit code."""
        self.supervisor.listen()
        allow_many_open_files()
        try:
            self.open()
            self.supervisor.watch()
        except Stopped:
            pass
        except self.REFUSALS as refusal:
            print_line(str(refusal))
            return self.close(1)
        return self.close(0)

    @property
    def members(self) -> Members:
        return Members(self.environment)

    def look_at_servers(self) -> None:
        """From now on the supervisor knows whether PostgreSQL and Redis answer, and tells of restarts there."""
        self.supervisor.servers_answer = self.servers_answer
        self.supervisor.report = self.report

    def servers_answer(self) -> bool:
        values = self.environment.values
        return services.servers_answer(values["DATABASE_URL"], values["REDIS_URL"])

    def report(self, restart: ProcessRestart) -> bool:
        values = self.environment.values
        return report_restart(restart, redis_url=values["REDIS_URL"], installation=values["GAMEDAY_INSTALLATION"])

    def start(self, children: Iterable[Child], signs: Mapping[str, Sign]) -> None:
        """Start the members and wait until all work; `signs` says of each web process how it shows that. Raises PreparationFailed."""
        for child in children:
            self.supervisor.start(child)
        for name, ready in {**signs, **{name: self.members.alive(name).exists for name in self.CELERY_MEMBERS}}.items():
            members.await_ready(self.supervisor, name, ready, self.READY_SECONDS)

    def close(self, code: int) -> int:
        """End what runs, and say so. Returns the exit code: this one, or another where something went wrong meanwhile."""
        self.supervisor.stop()
        for name in self.CELERY_MEMBERS:
            self.members.alive(name).unlink(missing_ok=True)
        print_line("Ended.")
        return code
