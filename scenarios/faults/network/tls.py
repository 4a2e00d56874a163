"""tls.expire: a server's certificate ran out yesterday. It is signed by the company's own authority."""

import base64
from typing import Any, ClassVar

from pydantic import Field

from scenarios.faults.base import Arguments, Call, must

AUTHORITY = "/etc/unicorn/tls/authority.pem"
OFFICE = "storefront"  # the only role that has the authority's key


class ExpireArguments(Arguments):
    """`certificate` and `key`: files in the target; `name`: the host that the certificate is for; `port`: where the
    server shows it; `reload`: the command that makes the server read it."""

    certificate: str = Field(default="/etc/unicorn/tls/edge.pem", pattern=r"^/[\w./-]+$")
    key: str = Field(default="/etc/unicorn/tls/edge.key", pattern=r"^/[\w./-]+$")
    name: str = Field(default="edge", pattern=r"^[a-z][a-z0-9.-]*$")
    port: int = Field(default=8443, ge=1, le=65_535)
    reload: list[str] = ["sv", "hup", "nginx"]


# Signs with openssl alone: the shop's own signing program or its clock may be broken by another fault.
SIGN = r"""set -e; desk=$(mktemp -d); trap 'rm -rf "$desk"' EXIT; cat > "$desk/request.pem"; touch "$desk/index.txt"
printf '%s\n' '[ca]' 'default_ca=o' '[o]' "database=$desk/index.txt" "new_certs_dir=$desk" rand_serial=yes default_md=sha256 \
  policy=p x509_extensions=x '[p]' commonName=optional '[x]' "subjectAltName=DNS:$1" > "$desk/office.cnf"
openssl ca -batch -notext -config "$desk/office.cnf" -in "$desk/request.pem" -cert "$2" \
  -keyfile /var/lib/unicorn/authority/authority.key \
  -startdate "$(date -u -d '-366 days' +%Y%m%d%H%M%SZ)" -enddate "$(date -u -d '-1 day' +%Y%m%d%H%M%SZ)" 2>"$desk/why" || {
  tail -n 1 "$desk/why" >&2; exit 1; }"""
LOOK = """openssl s_client -connect "127.0.0.1:$1" -servername "$2" -verify_hostname "$2" -CAfile "$3" -no-CApath </dev/null 2>/dev/null |
  sed -n 's/^ *Verify return code: \\([0-9]*\\).*/\\1/p' | head -n 1"""
VALID, EXPIRED = "0", "10"


class Expire:
    """Heal puts the old certificate and key back, unless the server shows a valid one already."""

    kind: ClassVar[str] = "tls.expire"
    title: ClassVar[str] = "A TLS certificate has run out"
    requires: ClassVar[frozenset[str]] = frozenset()
    Arguments: ClassVar[type[Arguments]] = ExpireArguments

    def plan(self, call: Call) -> dict[str, Any]:
        with_ = call.arguments
        request = must(call, ["openssl", "req", "-new", "-key", with_.key, "-subj", f"/CN={with_.name}"])
        sign = ["bash", "-c", SIGN, "bash", with_.name, AUTHORITY]
        return {
            "old": _packed(call.sandbox.read(call.target, with_.certificate)),
            "key": _packed(call.sandbox.read(call.target, with_.key)),
            "new": _packed(must(call, sign, role=OFFICE, stdin=f"{request}\n".encode()).encode() + b"\n"),
        }

    def inject(self, call: Call, recipe: dict[str, Any]) -> None:
        self._put(call, recipe["new"], recipe["key"])

    def verify(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._shown(call) == EXPIRED

    def heal(self, call: Call, recipe: dict[str, Any]) -> None:
        if not self.healed(call, recipe):
            self._put(call, recipe["old"], recipe["key"])

    def healed(self, call: Call, recipe: dict[str, Any]) -> bool:
        return self._shown(call) == VALID

    def _shown(self, call: Call) -> str:
        """OpenSSL's code for the certificate that the server shows; empty if no server answers."""
        argv = ["bash", "-c", LOOK, "bash", str(call.arguments.port), call.arguments.name, AUTHORITY]
        return call.sandbox.exec(call.target, argv).text

    def _put(self, call: Call, certificate: str, key: str) -> None:
        call.sandbox.write(call.target, call.arguments.key, base64.b64decode(key), mode=0o600)
        call.sandbox.write(call.target, call.arguments.certificate, base64.b64decode(certificate))
        must(call, list(call.arguments.reload))


def _packed(content: bytes) -> str:
    return base64.b64encode(content).decode()
