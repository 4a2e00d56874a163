"""The certificate office: until when a certificate counts, and the company's signature under it."""

import os
import re
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

AUTHORITY = Path("/etc/unicorn/tls/authority.pem")
KEY = Path("/var/lib/unicorn/authority/authority.key")
LONGEST_DAYS = 400
NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
CONFIG = """
[ca]
default_ca = office
[office]
database = {desk}/index.txt
new_certs_dir = {desk}
rand_serial = yes
unique_subject = no
default_md = sha256
policy = anybody
x509_extensions = for_whom
[anybody]
commonName = optional
[for_whom]
subjectAltName = DNS:{name}
extendedKeyUsage = serverAuth
"""


class Refused(Exception):
    """The office will not sign this; carries the HTTP status and says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def ends_at(begins: datetime, years: int = 1) -> datetime:
    """The same day and hour some years later. Who begins on a leap day ends on the last of February."""
    try:
        return begins.replace(year=begins.year + years)
    except ValueError:
        return begins.replace(year=begins.year + years, day=28)


def certify(request: bytes, name: str, days: int | None = None) -> bytes:
    """A certificate as PEM for the key that signed the request (PKCS #10, PEM), good for `name` from now on, a year or
    `days`. Raises Refused."""
    if not NAME.fullmatch(name):
        raise Refused(422, "name: for which of our houses? Small letters, please.")
    begins = datetime.now(UTC)
    return _sign(request, name, begins, ends_at(begins) if days is None else begins + timedelta(days=days))


def _sign(request: bytes, name: str, begins: datetime, ends: datetime) -> bytes:
    with tempfile.TemporaryDirectory() as desk:
        (Path(desk) / "index.txt").touch()
        (Path(desk) / "office.cnf").write_text(CONFIG.format(desk=desk, name=name))
        (Path(desk) / "request.pem").write_bytes(request)
        command = ["openssl", "ca", "-batch", "-notext", "-config", f"{desk}/office.cnf", "-in", f"{desk}/request.pem"]
        command += ["-startdate", f"{begins:%Y%m%d%H%M%SZ}", "-enddate", f"{ends:%Y%m%d%H%M%SZ}"]
        command += ["-cert", os.environ.get("UNICORN_AUTHORITY", AUTHORITY), "-keyfile", os.environ.get("UNICORN_AUTHORITY_KEY", KEY)]
        done = subprocess.run(command, capture_output=True, timeout=10, check=False)
    if done.returncode:
        raise Refused(422, f"The office cannot sign that: {(done.stderr.decode(errors='replace').splitlines() or ['no reason given'])[-1][:200]}")
    return done.stdout
