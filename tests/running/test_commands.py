"""Every management command of ours says a refusal in one sentence and exits with 1."""

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class

from scenarios.refusal import Refused
from scenarios.sandbox import EngineError

OWN = sorted(name for name, app in get_commands().items() if app in ("gameday", "scenarios", "scoring"))
WORDS = {
    "bots": ["demo"],
    "facilitator": ["unlock"],
    "gameday": ["status", "demo"],
    "host": ["list"],
    "ledger": ["verify"],
    "scenario": ["list"],
}


@pytest.mark.parametrize("trouble", [Refused("The hay is wet."), EngineError("The hay is wet.")])
@pytest.mark.parametrize("name", [name for name in OWN if name != "makemessages"])  # Django's own: nothing refuses
def test_a_refusal_is_one_sentence(name, trouble, monkeypatch):
    command = load_command_class(get_commands()[name], name)

    def refuse(*args, **options):
        raise trouble

    monkeypatch.setattr(command, "handle", refuse)
    monkeypatch.setattr(command, "requires_system_checks", [])
    with pytest.raises(CommandError, match=r"^The hay is wet\.$"):
        call_command(command, *WORDS.get(name, []))
