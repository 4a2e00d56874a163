"""What a fault may be asked to do: absurd values are refused, with a sentence that says what would do."""

import hashlib

import pytest
from pydantic import ValidationError

from scenarios.faults import FAULTS
from scenarios.faults.data import flood
from scenarios.sandbox.capabilities import CAPABILITIES

ABSURD = [
    ("container.remove", {"gently": True}, "Extra inputs are not permitted"),
    ("memory.leak", {"mb_per_s": -1}, "greater than or equal to 8"),
    ("memory.leak", {"mb_per_s": 10**9}, "less than or equal to 1024"),
    ("memory.leak", {"service": "../etc"}, "should match pattern"),
    ("fd.exhaust", {}, "Field required"),
    ("fd.exhaust", {"service": "storefront", "leave": -1}, "greater than or equal to 0"),
    ("network.reset", {"peers": "db"}, "valid list"),
    ("permissions", {"path": "/etc/hosts"}, "give `mode`, `owner` or both"),
    ("permissions", {"path": "etc/hosts", "mode": "0600"}, "should match pattern"),
    ("permissions", {"path": "/etc/hosts", "mode": 600}, "octal digits in quotes"),
    ("permissions", {"path": "/etc/hosts", "mode": "0980"}, "octal digits in quotes"),
    ("permissions", {"path": "/etc/hosts", "owner": "root; reboot"}, "should match pattern"),
    ("cache.evict", {"keep_kb": -5}, "greater than or equal to 0"),
    ("cache.evict", {"policy": "all-of-them"}, "Input should be 'allkeys-lru'"),
    ("queue.flood", {"count": 0}, "greater than or equal to 1"),
    ("queue.flood", {"count": 10**6}, "less than or equal to 5000"),
    ("queue.flood", {"seconds": 3600}, "less than or equal to 50"),
    ("queue.flood", {"path": "spool"}, "should match pattern"),
    ("traffic.surge", {"per_second": 0}, "greater than or equal to 1"),
    ("traffic.surge", {"per_second": 10**6}, "less than or equal to 500"),
    ("traffic.surge", {"paths": []}, "at least 1 item"),
    ("traffic.surge", {"paths": ["http://elsewhere.example/"]}, "should match pattern"),
]


@pytest.mark.parametrize(("kind", "arguments", "why"), ABSURD)
def test_absurd_values_are_refused_with_a_reason(kind, arguments, why):
    with pytest.raises(ValidationError) as refused:
        FAULTS[kind].Arguments.model_validate(arguments)
    assert why in str(refused.value)


def test_a_commit_is_named_as_git_names_it():
    assert flood._sha("blob", b"hay\n") == hashlib.sha1(b"blob 4\0hay\n").hexdigest()


def test_what_a_host_needs_for_a_fault_is_among_what_can_be_found_out():
    assert frozenset().union(*(fault.requires for fault in FAULTS.values())) <= CAPABILITIES
