"""Supervises a group of processes: starts them, restarts one that dies or goes deaf, with back-off, and ends them one by one.

Each child leads its own process group, so that Ctrl-C in the terminal reaches the supervisor alone. If the supervisor is
killed, the kernel tells each child to end.
"""

import contextlib
import ctypes
import os
import pwd
import resource
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, Any

from gameday.background.restarts import MOST, ProcessRestart
from gameday.operations.running.hearing import LOOK_EVERY, Hearing
from scenarios.waiting import NotInTime, wait_until

PR_SET_PDEATHSIG = 1
LONGEST_BACKOFF = 10.0  # seconds; after 30 without a clock the game pauses itself (event/gaps.py)
SETTLED_SECONDS = 60.0  # after which a child's earlier deaths are forgotten
LARGEST_LOG = 10 * 1024 * 1024  # bytes; what a larger log holds is moved aside
OPEN_FILES = 65_536  # of each child: a shell's usual thousand is less than a crowd's sockets
LIBC = ctypes.CDLL(None)

Say = Callable[[str], None]


class Stopped(Exception):
    """A signal asked the supervisor to end."""


@dataclass
class Child:
    """One process to keep alive. `farewell` is the signal that ends it cleanly, within `patience` seconds.

    Without a `log` it says everything where the supervisor does. Without a `hearing` only its death is noticed. `is_server`:
    the others need it, and may be silent while it does not answer. `listeners` are handed down: who waits at them waits on
    while it is started again.
    """

    name: str
    argv: Sequence[str]
    log: Path | None
    environment: Mapping[str, str]
    user: str = ""
    farewell: signal.Signals = signal.SIGTERM
    patience: float = 15.0
    hearing: Hearing | None = None
    is_server: bool = False
    listeners: Sequence[socket.socket] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    deaths: int = 0
    lost_at: float = 0.0  # when it was last well, or ended, in UNIX time
    was_deaf: bool = False

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        farewell = int(self.farewell)
        with self._open_log() as output:
            self.process = subprocess.Popen(
                self.argv,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=[each.fileno() for each in self.listeners],
                preexec_fn=lambda: LIBC.prctl(PR_SET_PDEATHSIG, farewell),
                **identity_arguments(self.user),
            )
        self.started, self.due, self.was_deaf = time.monotonic(), 0.0, False
        if self.hearing:
            self.hearing.begin()

    def _open_log(self) -> AbstractContextManager[IO[bytes] | None]:
        if self.log is None:
            return contextlib.nullcontext()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.shorten_log()
        return self.log.open("ab")

    def shorten_log(self) -> None:
        """Move aside what a log holds that has grown too large. A child that runs appends, so it goes on at the new end."""
        if self.log and self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            shutil.copyfile(self.log, self.log.with_suffix(".old.log"))
            os.truncate(self.log, 0)

    def kill(self) -> None:
        """End a deaf process at once: it would not hear a signal that asks. Whatever it does is made to be killed anywhere."""
        self.was_deaf = True
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience)

    def stop(self) -> None:
        """End the process and what is left of its process group."""
        if self.process is None:
            return
        if self.alive:
            self.process.send_signal(self.farewell)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self, lines: int = 5) -> list[str]:
        """The last lines of its log."""
        if self.log is None or not self.log.exists():
            return []
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 4096))
            return log.read().decode(errors="replace").splitlines()[-lines:]


def identity_arguments(user: str) -> dict[str, Any]:
    """Arguments for Popen that run a process as another user, if we are root."""
    if not user or os.geteuid() != 0:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def allow_many_open_files() -> None:
    """Raise the limit of this process, and so of its children, as far as it may go and sockets need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@dataclass
class Supervisor:
    """The group of processes. `say` is called with each sentence that a person should read.

    `servers_answer`: do the servers that the others need? `report` hands a restart on to the control room, and says whether
    that went well; else it is called again with the next look.
    """

    say: Say
    servers_answer: Callable[[], bool] = lambda: True
    report: Callable[[ProcessRestart], bool] = lambda restart: True
    children: list[Child] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)
    impatience: int = 0
    unreported: list[ProcessRestart] = field(default_factory=list)

    def listen(self) -> None:
        """Let SIGINT and SIGTERM ask the group to end. The third such signal ends it at once."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._asked)

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self.impatience += 1
        self.asked.set()
        if self.impatience == 2:
            self.say("Still healing and tidying up; once more ends everything at once and may leave sandboxes behind.")
        elif self.impatience > 2:
            for child in self.children:
                if child.alive and child.process:
                    os.killpg(child.process.pid, signal.SIGKILL)
            os._exit(130)

    def start(self, child: Child) -> Child:
        if self.asked.is_set():
            raise Stopped
        self.children.append(child)
        child.start()
        return child

    def wait(self, ready: Callable[[], bool], seconds: float, *, every: float = 0.1) -> bool:
        """Wait until `ready` is true, for some seconds at most. Returns whether it was. Raises Stopped if asked to end."""
        try:
            return wait_until(ready, within=seconds, every=every, pause=self._pause)
        except NotInTime:
            return False

    def _pause(self, seconds: float) -> None:
        if self.asked.wait(seconds):
            raise Stopped

    def watch(self) -> None:
        """Keep the group alive and at work until asked to end."""
        looked = time.monotonic()
        while not self.asked.wait(0.5):
            for child in self.children:
                self.look_after(child, time.monotonic())
            if time.monotonic() - looked >= LOOK_EVERY:
                self.listen_to_all()
                for child in self.children:
                    child.shorten_log()
                looked = time.monotonic()

    def listen_to_all(self) -> None:
        """Look once whether each child works, and end those that are deaf. What has ended is then started again."""
        excused = not self.servers_answer()
        for child in self.children:
            if not child.alive or child.hearing is None:
                continue
            if excused and not child.is_server:
                child.hearing.excuse()
                continue
            child.hearing.look()
            if child.hearing.deaf:
                since = time.strftime("%H:%M:%S", time.localtime(child.hearing.since))
                self.say(f"{child.name} lives, but has done no work since {since}; it is ended.")
                child.kill()
        self.unreported = [restart for restart in self.unreported[-MOST:] if not self.report(restart)]

    def look_after(self, child: Child, now: float) -> None:
        """Restart a dead child when its back-off is over; forget its deaths when it lives long enough."""
        if child.alive:
            if child.deaths and now - child.started > SETTLED_SECONDS:
                child.deaths = 0
        elif not child.due:
            pause = min(LONGEST_BACKOFF, 0.5 * 2**child.deaths)
            child.deaths, child.due = child.deaths + 1, now + pause
            child.lost_at = child.hearing.since if child.hearing and child.was_deaf else time.time()
            code = child.process.returncode if child.process else "?"
            self.say(f"{child.name} ended (exit code {code}); starting it again in {pause:g} s. Log: {child.log}")
            for line in child.last_words():
                self.say(f"  {child.name} | {line}")
        elif now >= child.due:
            restart = ProcessRestart(child.name, child.lost_at, time.time(), child.was_deaf)
            child.start()
            self.unreported.append(restart)

    def stop(self, *names: str) -> None:
        """End the named children, or all of them, the last started first. They are not restarted any more."""
        for child in [child for child in reversed(self.children) if not names or child.name in names]:
            child.stop()
            self.children.remove(child)
