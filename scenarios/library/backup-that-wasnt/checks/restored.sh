# On db: the rows of the archive, compared one by one (by a checksum over all of them) with what the table holds.
fail() { echo "$1"; exit 1; }
archive=/var/backups/unicorn/archive/unicorn-known-good.dump
count=$(psql -XqAt -c 'SELECT count(*) FROM bookings' 2>&1)
[ "$count" -gt 390000 ] 2>/dev/null || fail "The table of bookings holds ${count%%$'\n'*} rows; there were about 400,000."
rows() { pg_restore --data-only --table=bookings --file=- "$archive" 2>/dev/null | sed -n '/^COPY/,/^\\\./ { /^COPY/d; /^\\\./d; p }'; }
last=$(rows | tail -n 1 | cut -f1)
[ "${last:-0}" -gt 390000 ] || fail "The archive is not what it was: $archive should never be touched."
was=$(rows | md5sum)
is=$(psql -XqAt -c "COPY (SELECT id, unicorn_id, starts_on, days, price_cents, created_at, customer FROM bookings WHERE id <= $last ORDER BY id) TO STDOUT" | md5sum)
[ "$was" = "$is" ] || fail "The old bookings are there, but not as they were in the archive."
indexes=$(psql -XqAt -c "SELECT count(*) FROM pg_indexes WHERE tablename = 'bookings'")
[ "$indexes" -ge 3 ] || fail "The table has come back without its indexes."
