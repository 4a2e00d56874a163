"""The certificate office, with an authority of its own."""

import subprocess
from datetime import UTC, datetime

import pytest
from storefront import certificates
from storefront.application import create_app

from .fakes import shop

NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


def openssl(*words, **more):
    return subprocess.run(["openssl", *words], capture_output=True, check=True, **more).stdout


@pytest.fixture
def request_of_the_edge(tmp_path, monkeypatch):
    """A request, and the keys of an authority that can sign it."""
    openssl("req", "-x509", *NEW_KEY, "-subj", "/CN=Test", "-keyout", tmp_path / "a.key", "-out", tmp_path / "a.pem")
    monkeypatch.setenv("UNICORN_AUTHORITY", str(tmp_path / "a.pem"))
    monkeypatch.setenv("UNICORN_AUTHORITY_KEY", str(tmp_path / "a.key"))
    return openssl("req", "-new", *NEW_KEY, "-subj", "/CN=edge", "-keyout", tmp_path / "edge.key")


@pytest.mark.parametrize(
    ("begins", "ends"),
    [("2031-05-17", "2032-05-17"), ("2027-12-31", "2028-12-31"), ("2027-02-28", "2028-02-28"), ("2028-02-29", "2029-02-28")],
)
def test_a_year_later_is_the_same_day_where_there_is_one(begins, ends):
    assert certificates.ends_at(datetime.fromisoformat(begins)) == datetime.fromisoformat(ends)


def test_a_certificate_is_good_for_the_house_that_asked(tmp_path, request_of_the_edge):
    answer = create_app(shop(tmp_path)).test_client().post("/api/certificates?name=edge", data=request_of_the_edge)
    assert answer.status_code == 201
    told = openssl("x509", "-noout", "-ext", "subjectAltName", "-enddate", input=answer.data).decode()
    assert "DNS:edge" in told
    assert str(certificates.ends_at(datetime.now(UTC)).year) in told


@pytest.mark.parametrize(("path", "body"), [("?name=edge", b"please"), ("?name=No One", b""), ("?name=edge&days=9999", b"")])
def test_the_office_refuses_with_a_sentence(tmp_path, request_of_the_edge, path, body):
    answer = create_app(shop(tmp_path)).test_client().post(f"/api/certificates{path}", data=body or request_of_the_edge)
    assert answer.status_code == 422
    assert answer.json["error"]
