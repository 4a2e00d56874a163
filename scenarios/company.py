"""A company: the services of a sandbox, read from companies/<id>/company.yaml. Its sources are never imported."""

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

COMPANIES = Path(__file__).parent / "companies"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Image(Strict):
    context: str = "image"
    dockerfile: str = "Dockerfile"
    repository: str


class Entry(Strict):
    """Where customers come in."""

    role: str
    port: int


class Role(Strict):
    """One service, a container of its own. memory_mb and tmpfs in MiB; cpus in cores."""

    title: str
    summary: str = ""
    memory_mb: int = Field(gt=0)
    cpus: float = Field(gt=0)
    cpu_shares: int = 256
    pids: int = 128
    capabilities: list[str] = []
    tmpfs: dict[str, int] = {}
    read_only: bool = False
    idle: bool = False  # does nothing until it is asked: a warm sandbox need not pause it
    seats: list[str] = []
    env: dict[str, str] = {}
    after: list[str] = []
    shell_user: str = "root"


class Company(Strict):
    id: str
    title: str
    tagline: str = ""
    image: Image
    entry: Entry
    roles: dict[str, Role]

    @property
    def folder(self) -> Path:
        return COMPANIES / self.id

    @property
    def memory_mb(self) -> int:
        """The most that one sandbox can take."""
        return sum(role.memory_mb for role in self.roles.values())


@cache
def load(company_id: str) -> Company:
    """Read and validate a company's description; raises FileNotFoundError or pydantic.ValidationError."""
    return Company.model_validate(yaml.safe_load((COMPANIES / company_id / "company.yaml").read_text()))
