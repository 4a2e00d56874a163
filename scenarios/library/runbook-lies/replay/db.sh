# On the blank db: a new and empty postgres; of the backups only what lay in the safe.
set -e
hold backups
sv -w 20 down postgres >/dev/null
rm -f /var/backups/unicorn/*.dump /var/lib/unicorn/events.jsonl
as() { chpst -u postgres:postgres "$@"; }
cd /
as find /var/lib/postgresql/main -mindepth 1 -delete
as initdb --pgdata=/var/lib/postgresql/main --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --wal-segsize=1 >/dev/null
sv up postgres
for _ in $(seq 100); do psql -XqAt -d postgres -c 'SELECT 1' >/dev/null 2>&1 && exit 0; sleep 0.2; done
echo "the empty postgres does not come up" >&2
exit 1
