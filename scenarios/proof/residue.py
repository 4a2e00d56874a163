"""Finds what faults leave behind: facts about a sandbox are listed before and after, and compared line by line."""

from concurrent.futures import ThreadPoolExecutor

from scenarios.sandbox.base import EngineError, SandboxDriver

# What healing must restore. What customers and players leave behind (bookings, contracts, logs) is not listed.
LOOK = r"""
grep -v '^#' /etc/hosts | sort | sed 's/^/hosts /'
cat /etc/unicorn/* /etc/nginx/nginx.conf 2>/dev/null | md5sum | sed 's/^/configuration /'
stat -c 'mode %a %u:%g %n' /etc/unicorn/* /etc/nginx/nginx.conf /var/spool/unicorn /var/backups/unicorn 2>/dev/null
for service in $(ls /run/service); do
  sv status "$service" | sed 's/:.*; run/ log/; s/:.*//; s/^/service '"$service"' /'
done
ls -A /var/spool/unicorn 2>/dev/null | grep -vE '^(contract|upload)-' | sed 's/^/spool /'
ls -A /var/backups/unicorn 2>/dev/null | grep '^\.' | sed 's/^/backups /'
ls -A /var/lib/postgresql 2>/dev/null | sed 's/^/database /'
grep -lz '^LD_PRELOAD=' /proc/[0-9]*/environ 2>/dev/null | wc -l | sed 's/^/moved clocks /'
[ ! -e /root/.pgpass ] || md5sum < /root/.pgpass | sed 's/^/passwords /'
ls -A /tmp | grep -vE '^(\.s\.|wgunicorn|tests-)' | sed 's/^/tmp /'
ls -A /run | grep '^flood-' | sed 's/^/run /'
most=$(awk '/^Max open files/ {print $4}' /proc/1/limits)
grep -h '^Max open files' /proc/[0-9]*/limits 2>/dev/null | awk -v most="$most" '$4 < most {print "open files " $4}'
cat /proc/[0-9]*/oom_score_adj 2>/dev/null | grep -vx 0 | sed 's/^/victim /'
ps -eo args= | grep -E '(hay-hoarder|hay-baler|file-counter|locksmith|stable-rules|post-office|horse-fair)-' |
  grep -v grep | sed 's/^/process /'
case $(cat /run/role) in
cache) redis-cli CONFIG GET 'maxmemory*' | paste - - | sort | xargs echo memory ;;  # its own order changes with each start
db)
  psql -XqAt <<'SQL'
SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1;
SELECT concat_ws(' ', 'column', table_name, column_name, data_type, CASE is_nullable WHEN 'YES' THEN 'or nothing' END)
  FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1;
SELECT concat_ws(' ', 'sequence', sequencename, data_type, CASE WHEN last_value > 2000000000 THEN 'nearly full' END) FROM pg_sequences;
SELECT concat_ws(' ', 'login', rolname, md5(rolpassword), CASE WHEN rolsuper THEN 'master' END) FROM pg_authid WHERE rolcanlogin;
SELECT concat_ws(' ', 'setting', datname, rolname, array_to_string(setconfig, ' '))
  FROM pg_db_role_setting LEFT JOIN pg_database d ON d.oid = setdatabase LEFT JOIN pg_roles r ON r.oid = setrole;
SELECT 'database ' || datname FROM pg_database;
SELECT 'session ' || application_name FROM pg_stat_activity WHERE application_name LIKE 'nightly-report%';
SQL
  ;;
edge)
  openssl verify -CAfile /etc/unicorn/tls/authority.pem -verify_hostname edge /etc/unicorn/tls/edge.pem 2>&1 |
    sed -n 's/^.*edge.pem: OK$/certificate valid/p; s/^error [0-9]* .*: /certificate /p' ;;
pipeline)
  for name in storefront recognizer runbook; do
    echo "sources $name $(git -C /srv/git/$name.git rev-parse 'main^{tree}')"
  done ;;
esac"""
NETWORK = r"iptables -S; ip route; tc qdisc show dev eth0 | sed 's/ [0-9a-f]*: / /'"
SECONDS = 60.0  # a machine may be busy with other proofs


def take_snapshot(sandbox: SandboxDriver, *roles: str) -> dict[str, list[str]]:
    """role -> its facts, for all roles if none is named. Raises EngineError where a role cannot be read."""
    looked_at = list(roles or sandbox.company.roles)
    outside = sandbox.every_network(["sh", "-c", NETWORK], timeout=SECONDS)
    with ThreadPoolExecutor(len(looked_at)) as threads:
        inside = dict(zip(looked_at, threads.map(lambda role: _facts(sandbox, role), looked_at), strict=True))
    return {role: [*facts, *outside.get(role, "").splitlines()] for role, facts in inside.items()}


def _facts(sandbox: SandboxDriver, role: str) -> list[str]:
    done = sandbox.exec(role, ["bash", "-c", f"{LOOK}\ntrue"], timeout=SECONDS)
    if not done.ok:
        raise EngineError(f"{role} cannot be looked at: {done.text or f'exit code {done.exit_code}'}")
    limits = sandbox.limits(role)
    return [f"limits {limits.cpus:g} cores, {limits.memory_mb} MiB", *done.stdout.decode(errors="replace").splitlines()]


def residue_difference(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """What is new (+) and what is missing (-) in each role. A missing temporary file does not count."""
    found = []
    for role, facts in after.items():
        was = before.get(role, [])
        found += [f"{role}: +{fact}" for fact in facts if fact not in was]
        found += [f"{role}: -{fact}" for fact in was if fact not in facts and not fact.startswith("tmp ")]
    return found


def only_sources_left(left: list[str]) -> bool:
    """Do only git sources differ? If a scenario ends with new code, it is the players' work and not a residue."""
    return bool(left) and all(fact.startswith(("pipeline: +sources ", "pipeline: -sources ")) for fact in left)
