"""The `release` command: see and steer the deployments. Talks to the pipeline over HTTP, so it works anywhere in the company."""

import argparse
import json
import os
import sys
import urllib.error
import urllib.request
from time import monotonic, sleep
from typing import Any

PIPELINE = os.environ.get("UNICORN_PIPELINE", "http://pipeline:8070")
SERVICES = ("storefront", "recognizer")
PATIENCE_S = 45.0


def ask(path: str, body: dict[str, Any] | None = None) -> bytes:
    """Raises SystemExit with one clear sentence."""
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(PIPELINE + path, data), timeout=5) as answer:
            return answer.read()
    except urllib.error.HTTPError as error:
        raise SystemExit(f"release: {json.loads(error.read()).get('error', error)}") from error
    except OSError as error:
        raise SystemExit(f"release: the pipeline does not answer at {PIPELINE}: {error}") from error


def show(options: argparse.Namespace) -> None:
    for service, state in json.loads(ask("/status"))["services"].items():
        running = state["running"] or {"sha": "", "ok": False}
        word = {True: "", None: " (starting)", False: " (does not answer)"}[running["ok"]]
        print(f"{service}: runs {running['sha'][:10] or '?'}{word}, should run {state['wanted'][:10]}")
        for deployment in state["deployments"][: options.most]:
            print(f"    {deployment['at'][:19]}  {deployment['sha'][:10]}  {deployment['why']}")
        for test in state["tests"][: options.most]:
            if test["status"] != "passed":
                print(f"    {test['at'][:19]}  {test['sha'][:10]}  tests {test['status']}: release log {test['sha'][:10]}")


def log(options: argparse.Namespace) -> None:
    service, sha = find(options.sha, "tests")
    print(ask(f"/logs/{service}/{sha}").decode(), end="")


def deploy(options: argparse.Namespace) -> None:
    service, sha = find(options.sha, "tests")
    steer(service, f"/deploy/{service}", {"sha": sha})


def rollback(options: argparse.Namespace) -> None:
    steer(options.service, f"/rollback/{options.service}", {})


def steer(service: str, path: str, body: dict[str, Any]) -> None:
    """Ask for a release and wait until it runs."""
    started = monotonic()
    sha = json.loads(ask(path, body))["sha"]
    print(f"{service}: going to {sha[:10]} ...", flush=True)
    while monotonic() - started < PATIENCE_S:
        running = json.loads(ask("/status"))["services"][service]["running"]
        if running and running["sha"] == sha and running["ok"] is not None:
            word = "runs" if running["ok"] else "was put in place but does not answer"
            print(f"{service}: {sha[:10]} {word}, after {monotonic() - started:.1f} s")
            sys.exit(0 if running["ok"] else 1)
        sleep(0.1)
    raise SystemExit(f"release: {service} has not taken {sha[:10]} within {PATIENCE_S:g} s; is its container up, and its agent (sv status agent)?")


def find(prefix: str, where: str) -> tuple[str, str]:
    """Service and full SHA of the one commit that begins so; without a prefix the latest."""
    services = json.loads(ask("/status"))["services"]
    found = sorted({(entry["at"], service, entry["sha"]) for service, state in services.items() for entry in state[where] if entry["sha"].startswith(prefix)})
    if not found:
        raise SystemExit(f"release: no tested commit begins with '{prefix}'. See: release list")
    if prefix and len({sha for _, _, sha in found}) > 1:
        raise SystemExit(f"release: '{prefix}' fits several commits; give more digits.")
    return found[-1][1], found[-1][2]


def main() -> None:
    parser = argparse.ArgumentParser(prog="release", description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="list|log|deploy|rollback")
    verb = verbs.add_parser("list", help="what runs, what should run, what was deployed")
    verb.add_argument("--most", type=int, default=5, help="entries a service")
    verb.set_defaults(do=show)
    verb = verbs.add_parser("log", help="what the tests of a commit said; without SHA those of the latest")
    verb.add_argument("sha", nargs="?", default="")
    verb.set_defaults(do=log)
    verb = verbs.add_parser("deploy", help="run a release that passed its tests")
    verb.add_argument("sha")
    verb.set_defaults(do=deploy)
    verb = verbs.add_parser("rollback", help="go back to the release before")
    verb.add_argument("service", nargs="?", default="storefront", choices=SERVICES)
    verb.set_defaults(do=rollback)
    options = parser.parse_args()
    options.do(options)


if __name__ == "__main__":
    main()
