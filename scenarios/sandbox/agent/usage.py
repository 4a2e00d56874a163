#!/usr/bin/python3
"""usage: what every container of this machine has taken, one a line: id, CPU seconds, bytes of memory, life.

Reads the kernel's own books (control groups of either version), so that asking about a hundred costs as much as about
one. Memory is without the files that the kernel may drop; a container that was started again has another life. Before
that comes one line about the file system that all containers write to: MiB, MiB free, inodes, inodes free.

usage written: what every container has written beside its own layer, one a line: id, bytes in files that the engine
mounts into it (as /etc/hosts: they lie on the machine's disk), and 0; `usage written files`: and how many files it has, with
those of its image. This walks through all.
"""

import os
import re
import sys

ROOT = "/host/cgroup"
DEPTH = 5  # docker/ID, system.slice/docker-ID.scope, or below a parent of the engine's
CONTAINER = re.compile(r"(?:^|-)([0-9a-f]{64})(?:\.scope)?$")


def read(path: str) -> str:
    with open(path) as file:
        return file.read()


def field(text: str, name: str) -> int:
    found = re.search(rf"^{name} (\d+)$", text, re.MULTILINE)
    return int(found.group(1)) if found else 0


def folders(root: str, depth: int = DEPTH) -> "dict[str, str]":
    """Container id -> its folder below `root`."""
    found = {}
    for entry in os.scandir(root):
        if not entry.is_dir(follow_symlinks=False):
            continue
        container = CONTAINER.search(entry.name)
        if container:
            found[container.group(1)] = entry.path
        elif depth:
            found.update(folders(entry.path, depth - 1))
    return found


def second_version(folder: str) -> "tuple[float, int]":
    kept = field(read(f"{folder}/memory.stat"), "inactive_file")
    return field(read(f"{folder}/cpu.stat"), "usage_usec") / 1e6, int(read(f"{folder}/memory.current")) - kept


def first_version(cpu: str, memory: str) -> "tuple[float, int]":
    kept = field(read(f"{memory}/memory.stat"), "total_inactive_file")
    return int(read(f"{cpu}/cpuacct.usage")) / 1e9, int(read(f"{memory}/memory.usage_in_bytes")) - kept


def count_files(folder: str) -> int:
    """The names below a folder, without what is mounted there. What vanishes meanwhile is left out."""
    device, waiting, counted = os.stat(folder).st_dev, [folder], 0
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    counted += 1
                    if entry.is_dir(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_dev == device:
                        waiting.append(entry.path)
        except OSError:
            continue
    return counted


def mounted_bytes(process: int, container: str) -> int:
    """What lies in the files of the machine that are mounted into the container, wherever that has put them."""
    mounts = [line.split() for line in read(f"/proc/{process}/mountinfo").splitlines()]
    ours = [mount[4] for mount in mounts if f"/{container}/" in mount[3]]
    return sum(os.stat(f"/proc/{process}/root{path}").st_blocks * 512 for path in ours)


def written(memory: "dict[str, str]", files: bool) -> None:
    for container, folder in memory.items():
        try:
            process = int(read(f"{folder}/cgroup.procs").split()[0])
            print(container, mounted_bytes(process, container), count_files(f"/proc/{process}/root") if files else 0)
        except (OSError, IndexError):  # ended while we looked
            continue


def room() -> None:
    """Our own root lies on the same file system as that of all containers."""
    disk = os.statvfs("/")
    unit = disk.f_frsize / 2**20
    print("room", int(disk.f_blocks * unit), int(disk.f_bavail * unit), disk.f_files, disk.f_favail)


def main() -> None:
    both = not os.path.exists(f"{ROOT}/cgroup.controllers")
    memory = folders(f"{ROOT}/memory") if both else folders(ROOT)
    if sys.argv[1:2] == ["written"]:
        written(memory, "files" in sys.argv)
        return
    room()
    cpu = folders(f"{ROOT}/cpuacct") if both else memory
    for container, folder in memory.items():
        try:
            seconds, size = first_version(cpu[container], folder) if both else second_version(folder)
            print(container, f"{seconds:.3f}", max(size, 0), os.stat(folder).st_ino)
        except (OSError, KeyError):  # ended while we looked
            continue


main()
