"""Certificates for servers and clients of tests, signed by an authority of their own, which nobody else trusts."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


@dataclass(frozen=True)
class Signed:
    """Two files."""

    certificate: Path
    key: Path


@dataclass(frozen=True)
class Authority:
    """`certificate` is what others need to trust all that it signs."""

    folder: Path
    certificate: Path

    def sign(self, *names: str) -> Signed:
        """A certificate for these, such as DNS:localhost or IP:127.0.0.1; it is good for servers and clients."""
        title = names[0].partition(":")[2]
        found = Signed(self.folder / f"{title}.pem", self.folder / f"{title}-key.pem")
        request, about = self.folder / f"{title}.csr", self.folder / f"{title}.ext"
        about.write_text(f"subjectAltName={','.join(names)}\n")
        _openssl("req", "-new", *KEY, "-subj", f"/CN={title}", "-keyout", found.key, "-out", request)
        words = ["-CA", self.certificate, "-CAkey", self.folder / "authority-key.pem", "-CAcreateserial"]
        _openssl("x509", "-req", "-days", "30", "-in", request, "-extfile", about, *words, "-out", found.certificate)
        return found


def authority(folder: Path) -> Authority:
    """A new one, with its files in that folder."""
    made = Authority(folder, folder / "authority.pem")
    folder.mkdir(parents=True, exist_ok=True)
    words = ["-days", "30", "-subj", "/CN=Test authority", "-keyout", folder / "authority-key.pem"]
    _openssl("req", "-x509", *KEY, *words, "-out", made.certificate)
    return made


def _openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
