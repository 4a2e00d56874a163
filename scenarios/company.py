"""A company: the services of a sandbox, read from companies/<id>/company.yaml. Its code is never imported."""

from functools import cache
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from scenarios.choices import Keeps

COMPANIES = Path(__file__).parent / "companies"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CompanyImage(Strict):
    context: str = "image"
    dockerfile: str = "Dockerfile"
    repository: str


class CompanyEntry(Strict):
    """The role and port at which customers' requests arrive."""

    role: str
    port: int


class CompanyBudget(Strict):
    """The most CPU (cores) and memory (MiB) that all roles of a team may use together."""

    cpus: float = Field(gt=0)
    memory_mb: int = Field(gt=0)


class Releases(Strict):
    """How a release of one of `services` is undone: run `rollback` and the service's name as a command in `role`."""

    role: str
    services: list[str]
    rollback: list[str]


class CompanyInvariant(Strict):
    """Data that no solution may lose. `run`: a line for bash in `role`, whose output is compared with an earlier one."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")
    title: str
    role: str
    run: str
    keeps: Keeps = Keeps.LINES


class CompanyRole(Strict):
    """One service in its own container. memory_mb, tmpfs and file_mb are in MiB, cpus in cores."""

    title: str
    summary: str = ""
    memory_mb: int = Field(gt=0)
    cpus: float = Field(gt=0)
    cpu_shares: int = 256
    pids: int = 128
    capabilities: list[str] = []
    tmpfs: dict[str, int] = {}
    file_mb: int = Field(default=256, gt=0)  # the largest file that a process may write
    read_only: bool = False
    idle: bool = False  # uses no CPU until it gets a request, so a warm sandbox need not pause it
    seats: list[str] = []
    env: dict[str, str] = {}
    after: list[str] = []
    talks_to: list[str] = []  # the roles that it sends requests to; drawn on the map
    shell_user: str = "root"


class Company(Strict):
    id: str
    title: str
    tagline: str = ""
    image: CompanyImage
    entry: CompanyEntry
    budget: CompanyBudget | None = None  # None: exactly what the roles start with
    releases: Releases | None = None
    # What all roles of a team may write to the machine's disk together, in MiB; and how many files one of them may have,
    # with those of its image. The service that writes more is frozen.
    disk_mb: int = Field(default=1024, gt=0)
    files: int = Field(default=100_000, gt=0)
    invariants: list[CompanyInvariant] = []
    roles: dict[str, CompanyRole]

    @model_validator(mode="after")
    def check_references(self) -> Self:
        """Refuse role names that do not exist, circles in talks_to, and a budget that is too small for the roles."""
        named = {self.entry.role, *(peer for role in self.roles.values() for peer in role.talks_to)}
        if self.releases:
            named |= {self.releases.role, *self.releases.services}
        named |= {invariant.role for invariant in self.invariants}
        if unknown := sorted(named - set(self.roles)):
            raise ValueError(f"there is no role {', '.join(unknown)}")
        self.depths()
        if self.most.cpus < sum(role.cpus for role in self.roles.values()) or self.most.memory_mb < self.memory_mb:
            raise ValueError("the budget is smaller than what the roles start with")
        return self

    def depths(self) -> dict[str, int]:
        """role -> number of steps on the longest way to it along talks_to. Raises ValueError if that has a circle."""
        depth = dict.fromkeys(self.roles, 0)
        for _ in self.roles:
            before = dict(depth)
            for name, role in self.roles.items():
                for peer in role.talks_to:
                    depth[peer] = max(depth[peer], depth[name] + 1)
            if depth == before:
                return depth
        raise ValueError("talks_to runs in a circle")

    @property
    def most(self) -> CompanyBudget:
        """The most that all roles may use together."""
        cpus = sum(role.cpus for role in self.roles.values())
        return self.budget or CompanyBudget(cpus=cpus, memory_mb=self.memory_mb)

    @property
    def folder(self) -> Path:
        return COMPANIES / self.id

    @property
    def memory_mb(self) -> int:
        """The memory in MiB that the roles of one sandbox start with."""
        return sum(role.memory_mb for role in self.roles.values())


@cache
def load_company(company_id: str) -> Company:
    """Read and validate a company's description; raises FileNotFoundError or pydantic.ValidationError."""
    return Company.model_validate(yaml.safe_load((COMPANIES / company_id / "company.yaml").read_text()))
