# On db: the newest dump can be read to its end, and holds nearly every row that the table holds now.
fail() { echo "$1"; exit 1; }
newest=$(ls -1 /var/backups/unicorn/unicorn-*.dump 2>/dev/null | sort | tail -n 1)
[ -n "$newest" ] || fail "There is no backup at all."
count=$(psql -XqAt -c 'SELECT count(*) FROM bookings' 2>&1)
[ "$count" -gt 390000 ] 2>/dev/null || fail "A backup of an empty table is no backup."
pg_restore --file=/dev/null "$newest" 2>/dev/null || fail "$(basename "$newest") cannot be read to its end."
held=$(pg_restore --data-only --table=bookings --file=- "$newest" | grep -cE '^[0-9]+'$'\t')
[ "$held" -ge $((count - 2000)) ] && [ "$held" -gt 390000 ] || fail "$(basename "$newest") holds $held bookings, the database $count."
