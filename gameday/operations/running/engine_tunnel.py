"""An engine at ssh://user@machine: a line of ssh that ends in a socket here, as if the engine were on this machine."""

import shutil
import socket as sockets
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

from gameday.operations.running.environment import Environment
from gameday.operations.running.hearing import LOOK_EVERY
from gameday.operations.running.supervisor import Child, Say, Supervisor

THERE = "/var/run/docker.sock"
OPEN_SECONDS = 20.0
PING = b"GET /_ping HTTP/1.0\r\n\r\n"
LONGEST_SOCKET = 100  # bytes of a socket's path that every kernel takes


class NoTunnel(RuntimeError):
    """The engine cannot be reached by ssh. The message says what to do."""


def provide_engine(environment: Environment, supervisor: Supervisor, say: Say) -> None:
    """Where GAMEDAY_DOCKER_URL begins with ssh://, open the line and let the processes use its end. Raises NoTunnel, Stopped."""
    url = environment.values.get("GAMEDAY_DOCKER_URL", "")
    if not url.startswith("ssh://"):
        return
    if not shutil.which("ssh", path=environment.values.get("PATH")):
        raise NoTunnel(
            f"The engine at {url} is reached by ssh, which is not here. Install openssh-client and start again."
        )
    socket = environment.folder / "engine.sock"
    if len(str(socket)) > LONGEST_SOCKET:
        raise NoTunnel(
            f"The path of {socket} is too long for a socket. Put the checkout into a folder with a shorter name."
        )
    socket.unlink(missing_ok=True)
    child = supervisor.start(
        Child("engine", ssh_command(url, socket), environment.folder / "logs" / "engine.log", environment.values)
    )
    if not supervisor.wait(lambda: socket.exists() or not child.alive, OPEN_SECONDS) or not child.alive:
        raise NoTunnel(_try_it(f"ssh does not lead to the engine at {url}.", url, child))
    if not _answers(socket):
        raise NoTunnel(
            _try_it(f"ssh leads to {urlsplit(url).hostname}, but no engine lets that user in there.", url, child)
        )
    environment.values["GAMEDAY_DOCKER_URL"] = f"unix://{socket}"
    say(f"Engine: {url}, by ssh")


def ssh_command(url: str, socket: Path) -> list[str]:
    """Asks for nothing, and ends when the line is dead, so that it is opened again."""
    options = ["BatchMode=yes", "ExitOnForwardFailure=yes", "StreamLocalBindUnlink=yes"]
    options += [f"ServerAliveInterval={LOOK_EVERY:g}", "ServerAliveCountMax=3"]
    words = [word for option in options for word in ("-o", option)]
    return ["ssh", "-N", *words, "-L", f"{socket}:{urlsplit(url).path or THERE}", *_destination(url)]


def _destination(url: str) -> list[str]:
    """As ssh is told it."""
    parts = urlsplit(url)
    port = ["-p", str(parts.port)] if parts.port else []
    return [*port, f"{parts.username}@{parts.hostname}" if parts.username else str(parts.hostname)]


def _answers(socket: Path) -> bool:
    """Whether an engine is at the other end of the line."""
    with suppress(OSError), closing(sockets.socket(sockets.AF_UNIX)) as end:
        end.settimeout(OPEN_SECONDS)
        end.connect(str(socket))
        end.sendall(PING)
        return end.recv(len(PING)).startswith(b"HTTP/")
    return False


def _try_it(what: str, url: str, child: Child) -> str:
    """What happened, what to do, and what ssh said."""
    return "\n".join([f"{what} Try `ssh {' '.join(_destination(url))} docker info`.", *child.last_words()])
