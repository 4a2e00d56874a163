"""The environment of a run: .env is completed once, given values win, and chosen values are remembered."""

from gameday.operations.running import environment


def test_every_installation_gets_a_name_and_a_key_of_its_own(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    first, second = environment.load_environment(tmp_path / "a", {}), environment.load_environment(tmp_path / "b", {})
    assert first.values["SECRET_KEY"] != second.values["SECRET_KEY"]
    assert first.values["GAMEDAY_INSTALLATION"] != second.values["GAMEDAY_INSTALLATION"]
    assert len(first.values["SECRET_KEY"]) >= 50


def test_a_second_start_finds_the_same_name_and_key(tmp_path):
    assert environment.load_environment(tmp_path, {}).values == environment.load_environment(tmp_path, {}).values


def test_what_a_person_wrote_into_the_file_stays(tmp_path):
    (tmp_path / ".env").write_text("# mine\nGAMEDAY_INSTALLATION=ours\nTIME_ZONE='Europe/Vienna'")
    values = environment.load_environment(tmp_path, {}).values
    assert (values["GAMEDAY_INSTALLATION"], values["TIME_ZONE"]) == ("ours", "Europe/Vienna")
    assert (tmp_path / ".env").read_text().startswith("# mine\nGAMEDAY_INSTALLATION=ours\nTIME_ZONE='Europe/Vienna'\n")


def test_nobody_else_may_read_the_key(tmp_path):
    environment.load_environment(tmp_path, {})
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0


def test_an_environment_with_name_and_key_writes_no_file(tmp_path):
    environment.load_environment(tmp_path, {"SECRET_KEY": "s", "GAMEDAY_INSTALLATION": "given"})
    assert not (tmp_path / ".env").exists()


def test_what_the_last_run_chose_is_remembered_but_not_given(tmp_path):
    first = environment.load_environment(tmp_path, {})
    first.choose("REDIS_URL", "redis://127.0.0.1:26379/0")
    first.keep()
    later = environment.load_environment(tmp_path, {"REDIS_URL": "redis://127.0.0.1:26379/0"})
    assert later.remembered["REDIS_URL"] == "redis://127.0.0.1:26379/0"
    assert later.given("REDIS_URL") == ""


def test_what_somebody_sets_is_given_whatever_is_remembered(tmp_path):
    first = environment.load_environment(tmp_path, {})
    first.choose("REDIS_URL", "redis://127.0.0.1:26379/0")
    first.keep()
    assert (
        environment.load_environment(tmp_path, {"REDIS_URL": "redis://elsewhere"}).given("REDIS_URL")
        == "redis://elsewhere"
    )
