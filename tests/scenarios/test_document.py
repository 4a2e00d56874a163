"""Scenario documents: what is accepted, and what an author reads when it is not."""

import json

import pytest
import yaml

from scenarios import publishing
from scenarios.document import parse, yaml_reader
from scenarios.document.parse import Document, InvalidDocument
from scenarios.document.vocabulary import seconds
from tests.making import DOCUMENT, make_scenario

FAULT = DOCUMENT["faults"][0]
REPLAY = {"id": "replayed", "kind": "replay", "repository": "runbook", "file": "fire.md", "roles": ["edge"], "points": 1,
          "prepare": [{"on": "edge", "run": "checks/prepare.sh"}]}  # fmt: skip
NAMED = DOCUMENT["objectives"][0]
TOLD = {"id": "told", "kind": "update", "prompt": "What news?", "points": 10}
TRICK = {"title": "Snore more quietly", "instead_of": "ops", "steps": "tricks/quiet.sh", "caught_by": "awake"}


def text(**changes):
    plain = json.loads(json.dumps(DOCUMENT | changes))  # without shared parts, which would become aliases
    return yaml.safe_dump(plain, sort_keys=False)


def refused(content, file="nap/scenario.yaml"):
    with pytest.raises(InvalidDocument) as caught:
        parse.parse_document(content, file)
    return caught.value.problems


def test_the_example_is_a_document():
    parsed = parse.parse_document(text(), "scenario.yaml")
    assert parsed == Document.model_validate(DOCUMENT)
    assert parsed.expires_after == 1200.0
    assert [step.on for step in parsed.solution["dev"]] == ["workbench"]


def test_what_is_published_can_be_read_again():
    dumped = Document.model_validate(DOCUMENT).model_dump(mode="json", by_alias=True)
    assert json.loads(json.dumps(dumped)) == dumped
    assert Document.model_validate(dumped) == Document.model_validate(DOCUMENT)
    assert dumped["faults"][0]["with"] == {"service": "storefront"}


def test_a_seat_may_tell_what_its_card_says_and_what_it_alone_finds_out():
    parsed = parse.parse_document(
        text(tells={"dev": ["The Code", "storefront"], "ops": ["supervisor"]}), "scenario.yaml"
    )
    assert parsed.tells == {"dev": ["The Code", "storefront"], "ops": ["supervisor"]}
    closed_to_dev = [FAULT | {"target": "edge", "with": {"service": "nginx"}}]
    parse.parse_document(text(faults=closed_to_dev, tells={"ops": ["edge"]}), "scenario.yaml")


def test_what_was_published_before_there_were_facts_can_be_read():
    dumped = Document.model_validate(DOCUMENT).model_dump(mode="json", by_alias=True)
    del dumped["tells"]
    assert Document.model_validate(dumped).tells == {}


def test_an_update_names_things_by_whole_words_in_any_of_the_ways_that_do():
    goal = Document.model_validate(
        DOCUMENT | {"objectives": [NAMED, TOLD | {"names": [["storefront", "the shop"], ["17:04"]]}]}
    ).objective("told")
    assert goal.named_in("The SHOP sleeps; since 17:04, says the log.") == [True, True]
    assert goal.named_in("Our storefronts sleep since 17:40.") == [False, False]


def test_a_step_that_changes_the_sources_brings_its_script_and_can_be_read_again():
    step = {"change": "storefront", "run": "solution/dev.sh", "message": "Ask briefly"}
    parsed = Document.model_validate(DOCUMENT | {"solution": {"dev": [step], "ops": "solution/ops.sh"}})
    assert (("solution", "dev", 0, "run"), "solution/dev.sh") in parsed.files()
    assert Document.model_validate(parsed.model_dump(mode="json", by_alias=True)) == parsed


def test_a_step_that_takes_a_commit_back_needs_no_file_and_can_be_read_again():
    step = {"take_back": "storefront/pricing.py", "message": "Prices without horoscopes"}
    parsed = Document.model_validate(DOCUMENT | {"solution": {"dev": [step], "ops": "solution/ops.sh"}})
    assert [path for where, path in parsed.files() if where[0] == "solution"] == ["solution/ops.sh"]
    assert Document.model_validate(parsed.model_dump(mode="json", by_alias=True)) == parsed


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ({}, "a step has either `run`"),
        ({"run": "solution/dev.sh", "take_back": "storefront/till.py"}, "a step has either `run`"),
        ({"run": "solution/dev.sh", "message": "Sorry"}, "`message` belongs to `change` or `take_back`"),
        ({"change": "storefront", "message": "Sorry"}, "`change` needs `run`, the script that changes the sources"),
        ({"change": "storefront", "take_back": "storefront/till.py"}, "a step has either `change` or `take_back`"),
        (
            {"change": "storefront", "run": "a.sh", "take_back": "storefront/till.py"},
            "a step has either `change` or `take_back`",
        ),
        (
            {"change": "stable", "run": "solution/dev.sh"},
            "change: input should be 'storefront' or 'recognizer' (here: stable)",
        ),
        ({"change": "storefront", "run": "../dev.sh"}, "must name a file inside the scenario's folder"),
        ({"take_back": "stable/till.py"}, "should match pattern"),
        ({"take_back": "storefront/till.py; reboot"}, "should match pattern"),
    ],
)
def test_a_step_is_a_script_or_a_change_or_takes_a_commit_back(step, why):
    problem, *_ = refused(text(solution={"dev": [step], "ops": "solution/ops.sh"}))
    assert "solution.dev[0]" in problem
    assert why in problem


@pytest.mark.parametrize(
    ("written", "meant"), [("20m", 1200), ("30s", 30), ("1h", 3600), (45, 45), ("1.5m", 90), ("90", 90)]
)
def test_durations_are_seconds_in_the_end(written, meant):
    assert seconds(written) == meant


@pytest.mark.parametrize("nonsense", ["soon", "20 months", "", True, None, [], "m"])
def test_what_is_no_duration_is_refused(nonsense):
    with pytest.raises(ValueError, match="30s, 20m or 1h"):
        seconds(nonsense)


def test_a_bare_on_is_a_key_and_no_truth_value():
    steps = "solution:\n  dev: [{on: pipeline, run: solution/dev.sh}]\n  ops: solution/ops.sh\n"
    written = text().split("solution:")[0] + steps + "debrief: {goal: Sleep., questions: [yes]}\n"
    parsed = parse.parse_document(written, "scenario.yaml")
    assert parsed.solution["dev"][0].on == "pipeline"
    assert parsed.debrief.questions == ["yes"]


def test_several_problems_are_told_at_once_each_with_its_line():
    content = text(difficulty=7, categry="stability")
    problems = refused(content)
    lines = content.splitlines()
    assert f"nap/scenario.yaml:{lines.index('difficulty: 7') + 1}: difficulty: " in problems[0]
    line = lines.index("categry: stability") + 1
    assert f"nap/scenario.yaml:{line}: categry: there is no key categry; did you mean category?" in problems[1]


BROKEN = {
    "a typo in a key of an objective": (
        {"objectives": [{"id": "a", "kind": "answer", "prompt": "?", "acept": ["x"], "points": 1}]},
        [
            "objectives[0].accept: this is missing; add it",
            "objectives[0].acept: there is no key acept; did you mean accept?",
        ],
    ),
    "an unknown kind of objective": (
        {"objectives": [{"id": "a", "kind": "guess", "points": 1}]},
        ["objectives[0]: input tag 'guess'"],
    ),
    "an unknown fault kind": (
        {"faults": [FAULT | {"kind": "process.kil"}]},
        ["faults[0].kind: there is no fault kind process.kil; did you mean process.kill?"],
    ),
    "arguments that the fault does not have": (
        {"faults": [FAULT | {"with": {"servce": "storefront"}}]},
        [
            "faults[0].with.service: this is missing",
            "faults[0].with.servce: there is no key servce; did you mean service?",
        ],
    ),
    "an argument out of range": (
        {"faults": [FAULT | {"kind": "cpu.limit", "with": {"cpus": -1}}]},
        ["faults[0].with.cpus: input should be greater than or equal to 0.01 (here: -1)."],
    ),
    "an unknown target": (
        {"faults": [FAULT | {"target": "storefrnt"}]},
        ["faults[0].target: there is no role storefrnt; did you mean storefront?"],
    ),
    "a negative time to live": (
        {"faults": [FAULT | {"ttl": "-5m"}]},
        ["faults[0].ttl: a duration is written as 30s, 20m or 1h (here: -5m)"],
    ),
    "a time to live beyond the longest": (
        {"faults": [FAULT | {"ttl": "3h"}]},
        ["faults[0].ttl: input should be less than or equal to 7200"],
    ),
    "a duration that is none": (
        {"estimate": "soon"},
        ["estimate: a duration is written as 30s, 20m or 1h (here: soon)."],
    ),
    "an objective with an unknown probe": (
        {"objectives": [{"id": "a", "kind": "probe", "probe": "brows", "points": 1}]},
        ["objectives[0].probe: there is no steady-state probe brows; did you mean browse?"],
    ),
    "a probe that does not exist": (
        {"steady_state": [{"probe": "gallop", "name": "browse"}]},
        ["steady_state[0].probe: there is no probe gallop"],
    ),
    "an argument that a probe does not have": (
        {"steady_state": [{"probe": "browse", "with": {"mss": 3}}]},
        ["steady_state[0].with.mss: there is no key mss; did you mean ms?"],
    ),
    "a verify with an unknown probe": (
        {"faults": [FAULT | {"verify": {"probe": "book"}}]},
        ["faults[0].verify.probe: there is no steady-state probe book; there is browse."],
    ),
    "a hint for nobody": (
        {"hints": [{"cost": 1, "text": "x", "for": "qa"}]},
        ["hints[0].for: input should be 'any', 'dev' or 'ops' (here: qa)."],
    ),
    "a hint that waits for an unknown objective": (
        {"hints": [{"cost": 1, "text": "x", "unless": "awakee"}]},
        ["hints[0].unless: there is no objective awakee; did you mean awake?"],
    ),
    "a check that leaves the folder": (
        {"objectives": [{"id": "a", "kind": "command", "on": "db", "run": "../../etc/passwd", "points": 1}]},
        ["objectives[0].run: must name a file inside the scenario's folder"],
    ),
    "a check with an absolute path": (
        {"objectives": [{"id": "a", "kind": "command", "on": "db", "run": "/etc/passwd", "points": 1}]},
        ["objectives[0].run: must name a file"],
    ),
    "a solution where the seat may not go": (
        {"solution": {"dev": [{"on": "db", "run": "a.sh"}], "ops": "b.sh"}},
        ["solution.dev[0].on: dev may not enter db; may enter: pipeline, "],
    ),
    "a solution of one seat only": (
        {"solution": {"dev": "a.sh"}},
        ["solution: ops has no part in the solution; add `ops: solution/ops.sh`."],
    ),
    "one card for both": ({"briefing": {"dev": "Same.", "ops": "Same."}}, ["briefing: both cards say the same"]),
    "a fact that its card does not say": (
        {"tells": {"ops": ["supervisor", "the kennel"]}},
        ["tells.ops[1]: the card of ops does not say the kennel; write it as it stands there."],
    ),
    "a fact that only the beginning of a word says": (
        {"tells": {"ops": ["super"]}},
        ["tells.ops[0]: the card of ops does not say super; write it as it stands there."],
    ),
    "a fact that both cards say": (
        {"tells": {"dev": ["it is"]}},
        ["tells.dev[0]: the card of ops says it is, too; name what only dev reads."],
    ),
    "a fact that the title says": (
        {"tells": {"ops": ["the Shop"]}, "briefing": {"dev": "It is not the code.", "ops": "The shop sleeps."}},
        ["tells.ops[0]: title, story or an objective says the Shop, which everybody reads; name what only ops reads."],
    ),
    "a fact that an objective asks for": (
        {"tells": {"ops": ["sleeps"]}, "briefing": {"dev": "It is not the code.", "ops": "The till sleeps."}},
        ["tells.ops[0]: title, story or an objective says sleeps, which everybody reads; name what only ops reads."],
    ),
    "an answer that the other seat finds": (
        {"tells": {"ops": ["storefront"]}},
        ["tells.ops[0]: the card of ops does not say storefront; write it as it stands there."],
    ),
    "a fact twice": (
        {"tells": {"ops": ["the supervisor", "The supervisor."]}},
        ["tells.ops[1]: The supervisor. is there already; take it out."],
    ),
    "a fact without a word in it": (
        {"tells": {"ops": ["!!!"]}},
        ["tells.ops[0]: the card of ops does not say !!!; write it as it stands there."],
    ),
    "a number that is not in quotes": (
        {"tells": {"ops": [144]}},
        ["tells.ops[0]: input should be a valid string (here: 144)."],
    ),
    "an update that two seats owe": (
        {"objectives": [NAMED, TOLD | {"needs": ["dev", "ops"]}]},
        ["objectives[1].needs: list should have at most 1 item"],
    ),
    "an update that is asked for when all is over": (
        {"objectives": [NAMED, TOLD | {"after": "20m"}]},
        ["objectives[1].after: the incident is over by then; let the boss ask sooner."],
    ),
    "nothing but an update": (
        {"objectives": [TOLD]},
        ["objectives: nothing here resolves the incident: an update is asked beside it; add another objective."],
    ),
    "a fact that the boss asks for": (
        {"objectives": [NAMED, TOLD], "tells": {"ops": ["news"]}, "briefing": {"dev": "A", "ops": "No news."}},
        ["tells.ops[0]: title, story or an objective says news, which everybody reads; name what only ops reads."],
    ),
    "no facts at all": ({"tells": {"ops": []}}, ["tells.ops: list should have at least 1 item"]),
    "more facts than anybody repeats": (
        {"tells": {"ops": [f"fact {number}" for number in range(9)]}},
        ["tells.ops: list should have at most 8 items"],
    ),
    "facts of a third seat": ({"tells": {"boss": ["code"]}}, ["tells.boss: input should be 'dev' or 'ops'"]),
    "a card for a third seat": (
        {"briefing": {"dev": "A", "ops": "B", "boss": "C"}},
        ["briefing.boss: input should be 'dev' or 'ops'"],
    ),
    "two faults of one name": (
        {"faults": [FAULT, FAULT]},
        ["faults[1].id: nap is there already; give this one another name."],
    ),
    "a capability that nobody knows": (
        {"requires": ["network.delai"]},
        ["requires[0]: there is no capability network.delai; did you mean network.delay?"],
    ),
    "a trick in the place of nobody": (
        {"tricks": [TRICK | {"instead_of": "boss"}]},
        ["tricks[0].instead_of: input should be 'dev' or 'ops' (here: boss)."],
    ),
    "a typo in a key of a trick": (
        {"tricks": [{**TRICK, "caughtby": "awake"}]},
        ["tricks[0].caughtby: there is no key caughtby; did you mean caught_by?"],
    ),
    "a trick that is caught by nothing there is": (
        {"tricks": [TRICK | {"caught_by": "awakened"}]},
        ["tricks[0].caught_by: there is no objective of kind command, probe or replay awakened; did you mean awake?"],
    ),
    "a trick that is caught by words": (
        {"tricks": [TRICK | {"caught_by": "named"}]},
        ["tricks[0].caught_by: there is no objective of kind command, probe or replay named; there is awake."],
    ),
    "a trick where its seat may not go": (
        {"tricks": [TRICK | {"steps": [{"on": "pipeline", "run": "tricks/a.sh"}]}]},
        ["tricks[0].steps[0].on: ops may not enter pipeline; may enter: "],
    ),
    "a trick that fools nobody who is there": (
        {"tricks": [TRICK | {"fools": {"on": "edgee", "run": "curl -sf localhost:8080/"}}]},
        ["tricks[0].fools.on: there is no role edgee; did you mean edge?"],
    ),
    "an answer that its command names itself": (
        {"objectives": [NAMED | {"learned_from": {"on": "storefront", "run": "echo storefront"}}]},
        ["objectives[0].learned_from.run: this names the answer itself; write a command that finds it."],
    ),
    "an answer that is found where nobody may go": (
        {"objectives": [NAMED | {"learned_from": {"on": "db", "run": "ps ax"}}]},
        ["objectives[0].learned_from.on: dev may not enter db; may enter: pipeline, "],
    ),
    "an answer that does not stand on the card": (
        {"objectives": [NAMED | {"learned_from": {"card": "ops"}}]},
        ["objectives[0].learned_from.card: the card of ops says none of the right answers; name what leads to one."],
    ),
    "an answer that is learned from two places": (
        {"objectives": [NAMED | {"learned_from": {"card": "ops", "on": "edge", "run": "ps ax"}}]},
        ["objectives[0].learned_from: either `card` (dev or ops), or `on` and `run`"],
    ),
    "a typo in where an answer is learned": (
        {"objectives": [NAMED | {"learned_from": {"on": "edge", "runs": "ps ax"}}]},
        ["objectives[0].learned_from.runs: there is no key runs; did you mean run?"],
    ),
    "an invariant that the company does not have": (
        {"changes": ["histroy"]},
        ["changes[0]: there is no invariant histroy; did you mean history?"],
    ),
    "a robot that is to release something": (
        {"objectives": [REPLAY | {"look": [{"on": "edge", "change": "storefront", "run": "checks/look.sh"}]}]},
        ["objectives[0].look[0]: a robot's step is a script: `run`, without `change` or `take_back`."],
    ),
    "a company that does not exist": ({"company": "goat_rentals"}, ["company: there is no company goat_rentals"]),
    "an address that is none": (
        {"postmortem": {"title": "x", "url": "nowhere"}},
        ["postmortem.url: input should be a valid URL"],
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_document_is_explained(case):
    changes, wanted = BROKEN[case]
    content = text(**changes)
    problems = refused(content)
    for sentence in wanted:
        found = [problem for problem in problems if sentence in problem]
        assert found, problems
        file, line, _ = found[0].split(":", 2)
        assert file == "nap/scenario.yaml"
        assert next(iter(changes)) in "\n".join(content.splitlines()[: int(line)])


BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
)
HOSTILE = {
    "an alias bomb": (BOMB, ":1: anchors (&) and aliases (*) are not used in scenarios"),
    "a key twice": ("id: a-nap\ntitle: x\nid: b-nap\n", ":3: id: this key stands here twice; keep one."),
    "a nested key twice": ("briefing:\n  dev: a\n  dev: b\n", ":3: briefing.dev: this key stands here twice"),
    "a tag": ("id: !!python/object/apply:os.system [ls]\n", ":1: tags (!) are not used"),
    "a tab": ("id: nap\nbriefing:\n\tdev: x\n", ":3: a tab stands here; indent with spaces."),
    "nothing": ("", ":1: the file is empty"),
    "only a comment": ("# soon\n", ":1: the file is empty"),
    "a list": ("- a\n", ":1: a scenario is a mapping"),
    "two documents": ("id: a\n---\nid: b\n", ":2: one file holds one scenario"),
    "a well of brackets": ("id: " + "[" * 3000 + "]" * 3000 + "\n", ":1: this is nested deeper than 12 levels"),
    "a quote that never ends": ("id: 'nap\n", ": this is not YAML: "),
    "too much": ("id: " + "x" * 300_000, ":1: the document is larger than 256 kB"),
    "a control character": ("id: nap\x00\n", ": this is not YAML: "),
    "a key that is a list": ("? [a, b]\n: x\n", ":1: a key is a word."),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_yaml_is_refused_with_its_line(case):
    content, wanted = HOSTILE[case]
    problems = refused(content)
    assert len(problems) == 1
    assert wanted in problems[0]


def test_with_and_without_libyaml_the_library_reads_the_same(monkeypatch):
    texts = [(folder / publishing.FILE).read_text() for folder in publishing.library_folders()]
    read = [yaml_reader.read_yaml(each) for each in texts]
    monkeypatch.setattr(yaml_reader, "QUICK", yaml.SafeLoader)
    assert [yaml_reader.read_yaml(each) for each in texts] == read


@pytest.mark.parametrize("said", ["storefront", " Storefront ", "the storefront", "`storefront`", "STOREFRONT."])
def test_answers_are_compared_as_people_mean_them(said):
    assert Document.model_validate(DOCUMENT).objective("named").accepts(said)


@pytest.mark.parametrize("said", ["", "store", "storefronts", "not the storefront", "the"])
def test_a_wrong_answer_stays_wrong(said):
    assert not Document.model_validate(DOCUMENT).objective("named").accepts(said)


def test_every_objective_has_a_label():
    labels = [goal.label for goal in Document.model_validate(DOCUMENT).objectives]
    assert labels == ["What sleeps?", "Awake", "Released"]


@pytest.mark.django_db
def test_a_published_document_is_read_once(django_assert_num_queries):
    scenario = make_scenario()
    with django_assert_num_queries(0):
        assert parse.document_of(scenario) is parse.document_of(scenario)
    assert parse.document_of(scenario).title == "The sleepy shop"


def test_the_schema_knows_every_key_and_both_ways_to_write_a_solution():
    schema = parse.document_schema()
    assert set(Document.model_fields) == set(schema["properties"])
    assert schema["additionalProperties"] is False
    assert schema["properties"]["estimate"]["anyOf"][1]["type"] == "string"
    assert schema["properties"]["solution"]["additionalProperties"]["anyOf"][0] == {"type": "string"}
    assert "with" in schema["$defs"]["FaultUse"]["properties"]
    assert schema["$defs"]["Trick"]["properties"]["steps"]["anyOf"][0] == {"type": "string"}
