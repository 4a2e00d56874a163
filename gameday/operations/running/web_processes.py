"""The web processes of `manage.py up`: as many as are wanted, all at the one port that browsers open.

The supervisor opens the port, and each process lets in whom it has time for. So one that hangs lets nobody in, and who waits
when one dies is let in by another. Each listens at a loopback port of its own as well, where the supervisor asks it alone.
Beside several, terminals, console, workshop and runbook have a process of their own, as in compose; gameday/web/relay leads there.
"""

import shutil
import socket
from dataclasses import dataclass, field

from gameday.operations.running import ports
from gameday.operations.running.listening import ListeningPlace
from gameday.operations.running.members import Members
from gameday.operations.running.supervisor import Child


@dataclass
class WebProcesses:
    """`count` of them. `asked_at`: name -> where that one answers alone, once they were made."""

    members: Members
    place: ListeningPlace
    port: int
    count: int
    asked_at: dict[str, str] = field(default_factory=dict)
    _listeners: list[socket.socket] = field(default_factory=list)

    def make(self) -> list[Child]:
        """Open the port for them. Raises OSError where that is not possible."""
        shared = self._kept(ports.listen(self.port, *self.place.addresses))
        if self.count == 1:
            return [self._child("web", shared, self._own())]
        own = self._own()
        beside = {"GAMEDAY_TERMINALS_URL": ports.address_of(own), "PROMETHEUS_MULTIPROC_DIR": self._figures()}
        terminals = self._child("terminals", [], own, GAMEDAY_TERMINALS="on", **beside)
        names = [f"web-{number}" for number in range(1, self.count + 1)]
        return [
            terminals,
            *(self._child(each, shared, self._own(), GAMEDAY_TERMINALS="off", **beside) for each in names),
        ]

    def close(self) -> None:
        """Nobody is let in any more, nor waits for it."""
        for listener in self._listeners:
            listener.close()

    def _child(self, name: str, shared: list[socket.socket], own: socket.socket, **settings: str) -> Child:
        self.asked_at[name] = ports.address_of(own)
        return self.members.web(name, [*shared, own], self.asked_at[name], **settings)

    def _own(self) -> socket.socket:
        return self._kept(ports.listen(0))[0]

    def _kept(self, listeners: list[socket.socket]) -> list[socket.socket]:
        self._listeners += listeners
        return listeners

    def _figures(self) -> str:
        """The folder in which prometheus_client adds up the figures of all of them, for whichever is asked for /metrics."""
        folder = self.members.environment.folder / "figures"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return str(folder)
