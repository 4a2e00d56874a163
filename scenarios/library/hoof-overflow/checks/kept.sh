# On db: the old bookings are what they were in the archive; each has its number to itself; and the newest dump can be read to
# its end and knows how far the numbers have come.
fail() { echo "$1"; exit 1; }
export PGOPTIONS='-c lock_timeout=5s'
last=399600
near=2137483648
archive=/var/backups/unicorn/archive/unicorn-known-good.dump
unique=$(psql -XqAt -c "SELECT count(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
  WHERE i.indrelid = to_regclass('bookings') AND i.indisunique AND i.indisvalid AND i.indnatts = 1 AND a.attname = 'id'" 2>&1)
[ "$unique" -ge 1 ] 2>/dev/null || fail "Nothing keeps two bookings from having one number."
columns="id, unicorn_id, starts_on, days, price_cents, created_at, customer"
is=$(psql -XqAt -c "COPY (SELECT $columns FROM bookings WHERE id <= $last ORDER BY id) TO STDOUT" 2>&1 | md5sum)
was=$(pg_restore --data-only --table=bookings --file=- "$archive" 2>/dev/null | sed -n '/^COPY/,/^\\\./ { /^COPY/d; /^\\\./d; p }' | md5sum)
[ "$was" = "$is" ] || fail "The old bookings are not what they were."
newest=$(ls -1 /var/backups/unicorn/unicorn-*.dump 2>/dev/null | sort | tail -n 1)
[ -n "$newest" ] || fail "There is no backup at all."
stands=$(psql -XqAt -c "SELECT max(last_value) FROM pg_sequences WHERE sequencename LIKE 'bookings%'")
pg_restore --file=/dev/null "$newest" 2>/dev/null || fail "$(basename "$newest") cannot be read to its end."
knows=$(pg_restore --data-only --file=- "$newest" | grep -F "setval('public.bookings" | grep -oE '[0-9]{4,}' | sort -n | tail -n 1)
[ "${stands:-0}" -lt $near ] || [ "${knows:-0}" -ge $near ] || fail "The newest backup is from before the numbers jumped: $(basename "$newest")."
