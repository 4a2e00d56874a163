"""A real sshd on a loopback port of its own, and an ssh that knows it: for what is reached by ssh."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from gameday.operations.running import ports
from scenarios.waiting import wait_until

PRIVILEGES = Path("/run/sshd")  # root's sshd wants this empty folder, which a system's start makes
SERVER = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/person.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
"""
# What stands in ~/.ssh of a person who has been there before; ssh finds that folder without asking for HOME.
CLIENT = """
IdentityFile {folder}/person
IdentitiesOnly yes
UserKnownHostsFile {folder}/known_hosts
GlobalKnownHostsFile none
StrictHostKeyChecking yes
"""


class NoSshd(Exception):
    """There cannot be one here; the message says why."""


@dataclass
class Sshd:
    """`path` is a PATH on which `ssh` has the settings of the person who has been there."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def user(self) -> str:
        return pwd.getpwuid(os.geteuid()).pw_name

    @property
    def path(self) -> str:
        return f"{self.folder}/bin:{os.environ['PATH']}"

    def url(self, socket: str = "") -> str:
        return f"ssh://{self.user}@localhost:{self.port}{socket}"

    def cut(self) -> None:
        """End every session, as when the way there breaks. The server goes on."""
        subprocess.run(["pkill", "-KILL", "--parent", str(self.process.pid)], check=True)


@contextmanager
def sshd(folder: Path) -> Iterator[Sshd]:
    """It is there for the block. Raises NoSshd."""
    program = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if not program or not shutil.which("ssh"):
        raise NoSshd("There is no openssh-server or no openssh-client here (`bin/setup test` installs them).")
    if os.geteuid() == 0:
        PRIVILEGES.mkdir(exist_ok=True)
    port = ports.free_port(22022)
    for name in ("host", "person"):
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(words, check=True, capture_output=True)
    (folder / "known_hosts").write_text(f"[localhost]:{port} {(folder / 'host.pub').read_text()}")
    (folder / "server.conf").write_text(SERVER.format(folder=folder, port=port))
    (folder / "client.conf").write_text(CLIENT.format(folder=folder))
    wrapped = folder / "bin/ssh"
    wrapped.parent.mkdir()
    wrapped.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {folder}/client.conf "$@"\n')
    wrapped.chmod(0o755)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, "-D", "-e", "-f", str(folder / "server.conf")], stderr=log)
    try:
        wait_until(lambda: not ports.is_free(port, "127.0.0.1") or process.poll() is not None, within=10.0)
        if process.poll() is not None:
            raise NoSshd(f"sshd does not start: {(folder / 'log').read_text().strip()}")
        yield Sshd(folder, port, process)
    finally:
        with suppress(subprocess.CalledProcessError):
            Sshd(folder, port, process).cut()
        process.terminate()
        process.wait()
