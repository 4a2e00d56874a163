#!/bin/sh
# Build time: initialise and seed the cluster, bake the known-good archive, leave everything vacuumed and shut down.
set -eu
data=/var/lib/postgresql/main
rm -rf /var/lib/postgresql/* && install -d -o postgres -g postgres -m 700 "$data"
install -d -m 755 /var/backups/unicorn/archive
as() { chpst -u postgres:postgres "$@"; }

as initdb --pgdata="$data" --username=postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 --wal-segsize=1 >/dev/null
as pg_ctl -D "$data" -o '-c config_file=/etc/unicorn/postgresql.conf -c logging_collector=off' -w -s start
PGDATABASE=postgres psql -q -v ON_ERROR_STOP=1 -c 'CREATE DATABASE unicorn'
for step in schema unicorns bookings access; do
    psql -q -v ON_ERROR_STOP=1 -f "/opt/unicorn/db/$step.sql"
done
vacuumdb --quiet --all --freeze --analyze
archive=/var/backups/unicorn/archive/unicorn-known-good.dump
pg_dump --format=custom --compress=6 --file="$archive"
ln "$archive" "/var/backups/unicorn/unicorn-$(date -u +%Y%m%dT%H%M%SZ).dump"
psql -q -c CHECKPOINT
as pg_ctl -D "$data" -m fast -w -s stop
