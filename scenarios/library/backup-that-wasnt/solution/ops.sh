# Ops, on db: bring back what the archive has, beside what customers have booked since; then make a backup that is one.
set -e
archive=/var/backups/unicorn/archive/unicorn-known-good.dump
if [ "$(psql -XqAt -c 'SELECT count(*) FROM bookings WHERE id <= 1000')" -lt 1000 ]; then
  pg_restore --data-only --single-transaction --table=bookings --dbname=unicorn "$archive"
  psql -Xq -c 'ANALYZE bookings'
fi
backup >/dev/null
