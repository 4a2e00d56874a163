"""An address of the web, as people write it and as browsers send it."""

import pytest

from gameday.web_address import parse_host, parse_web_address


@pytest.mark.parametrize(
    ("text", "written", "authority"),
    [
        ("http://localhost:8123", "http://localhost:8123", "localhost:8123"),
        ("http://localhost:8123/", "http://localhost:8123", "localhost:8123"),
        ("https://Gameday.Example/", "https://gameday.example", "gameday.example"),
        ("https://gameday.example:443", "https://gameday.example", "gameday.example"),
        ("http://gameday.example:443", "http://gameday.example:443", "gameday.example:443"),
        ("https://example.org/days/one//", "https://example.org/days/one", "example.org"),
        ("http://[0:0::1]:8000/", "http://[::1]:8000", "[::1]:8000"),
        ("http://gäste.example", "http://xn--gste-loa.example", "xn--gste-loa.example"),
    ],
)
def test_an_address_is_written_in_one_way(text, written, authority):
    address = parse_web_address(text)
    assert (str(address), address.authority) == (written, authority)


def test_the_prefix_is_no_part_of_the_origin():
    address = parse_web_address("https://example.org:8443/gameday/")
    assert (address.origin, address.prefix) == ("https://example.org:8443", "/gameday")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gameday.example",
        "gameday.example:8000",
        "//gameday.example",
        "ftp://gameday.example",
        "http://",
        "http:///gameday",
        "http://a:0",
        "http://a:99999",
        "http://a:port",
        "http://me@gameday.example",
        "http://gameday.example/?day=one",
        "http://gameday.example/#one",
        "http://gameday.example/../one",
        "http://gameday.example/one two",
        "http://0.0.0.0:8000",
        "http://[::]:8000",
        "http://[::1",
        "http://[fe80::1%25eth0]:8000",
    ],
)
def test_what_no_browser_can_open_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011  (the reader's caller says what is allowed)
        parse_web_address(text)


@pytest.mark.parametrize("text", ["my_machine", "-a.example", "a..example", "127.1", "gameday.7", "a/b", "a:1"])
def test_what_a_browser_reads_otherwise_is_no_host(text):
    with pytest.raises(ValueError):  # noqa: PT011
        parse_host(text)
