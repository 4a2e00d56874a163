"""secret.rotate: a database login gets a new password, and the services that use it still have the old one."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from scenarios.faults.base import Arguments, Call, must
from scenarios.faults.data.database import NAME, sql
from scenarios.sandbox.base import EngineError

LOGINS = "SELECT rolname FROM pg_authid WHERE rolcanlogin ORDER BY 1"


class SecretPlace(BaseModel):
    """A file in `role` that holds the password. The fault does not change it; heal restores it if players did."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    path: str = Field(pattern=r"^/[\w./-]+$")
    reload: list[str] = []


class SecretArguments(Arguments):
    """`login` gets the password `to`; `places`: the files that still hold the old one."""

    login: str = Field(pattern=NAME)
    to: str = Field(pattern=r"^[\w-]{4,60}$")
    places: list[SecretPlace] = []


class Rotate:
    """The recipe keeps the password's old hash, which the server accepts as it is, so heal needs no password."""

    kind: ClassVar[str] = "secret.rotate"
    title: ClassVar[str] = "A password is changed in one place only"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = SecretArguments

    def plan(self, call: Call) -> dict[str, Any]:
        verifier = self._verifier(call)
        if not verifier:
            raise EngineError(f"The database has no login {call.arguments.login} with a password.")
        return {"verifier": verifier, "files": self._files(call), "logins": sql(call, LOGINS).split()}

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        """Open sessions would go on working, so they are ended: every client must log in again."""
        login = call.arguments.login
        if self._verifier(call) == recipe["verifier"]:
            sql(call, f"ALTER ROLE {login} PASSWORD '{call.arguments.to}'")
            sql(call, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{login}'")

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._verifier(call) != recipe["verifier"]

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        login = call.arguments.login
        for new in sorted(set(sql(call, LOGINS).split()) - set(recipe["logins"])):
            sql(call, f'REASSIGN OWNED BY "{new}" TO {login}; DROP OWNED BY "{new}"; DROP ROLE "{new}"')
        if self._verifier(call) != recipe["verifier"]:
            sql(call, f"ALTER ROLE {login} LOGIN PASSWORD '{recipe['verifier']}'")
        now = self._files(call)
        for place in call.arguments.places:
            if now[_key(place)] != recipe["files"][_key(place)]:
                self._put_back(call, place, recipe["files"][_key(place)])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        """Is everything as before? A password that players have chosen would break the next scenario too."""
        same = self._verifier(call) == recipe["verifier"] and self._files(call) == recipe["files"]
        return same and sql(call, LOGINS).split() == recipe["logins"]

    def _verifier(self, call: Call) -> str:
        return sql(call, f"SELECT rolpassword FROM pg_authid WHERE rolname = '{call.arguments.login}' AND rolcanlogin")

    def _files(self, call: Call) -> dict[str, str]:
        return {_key(place): self._content(call, place) for place in call.arguments.places}

    def _content(self, call: Call, place: SecretPlace) -> str:
        try:
            return call.sandbox.read(place.role, place.path).decode(errors="replace")
        except FileNotFoundError:
            return ""

    def _put_back(self, call: Call, place: SecretPlace, content: str) -> None:
        """Write the file for its owner only: psql ignores a password file that others may read."""
        script = 'umask 077; cat > "$1"'
        must(call, ["sh", "-c", script, "sh", place.path], role=place.role, stdin=content.encode())
        if place.reload:
            must(call, list(place.reload), role=place.role, timeout=60)


def _key(place: SecretPlace) -> str:
    return f"{place.role}:{place.path}"
