# On the blank db, afterwards: every booking of the archive is there, one by one (by a checksum over all), in a table with its indexes.
fail() { echo "$1" >&2; exit 1; }
archive=/var/backups/unicorn/archive/unicorn-known-good.dump
rows() { pg_restore --data-only --table=bookings --file=- "$archive" 2>/dev/null | sed -n '/^COPY/,/^\\\./ { /^COPY/d; /^\\\./d; p }'; }
last=$(rows | tail -n 1 | cut -f1)
[ "${last:-0}" -gt 390000 ] || fail "The page has damaged the archive, and there is no other."
was=$(rows | md5sum)
is=$(psql -XqAt -c "COPY (SELECT id, unicorn_id, starts_on, days, price_cents, created_at, customer FROM bookings WHERE id <= $last ORDER BY id) TO STDOUT" 2>&1 | md5sum)
[ "$was" = "$is" ] || fail "The shop is open, and does not know the bookings of the years before the fire."
[ "$(psql -XqAt -c "SELECT count(*) FROM pg_indexes WHERE tablename = 'bookings'")" -ge 3 ] || fail "The table of bookings has come back without its indexes."
[ "$(psql -XqAt -c "SELECT rolsuper FROM pg_roles WHERE rolname = 'storefront'")" = f ] || fail "The shop has become master of the database."
