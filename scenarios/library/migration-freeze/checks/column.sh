# On db: the column is there, every booking has something in it, and a booking that says nothing about it can be written.
fail() { echo "$1"; exit 1; }
export PGOPTIONS='-c lock_timeout=3s -c statement_timeout=8s'
found=$(psql -XqAt -c "SELECT format_type(atttypid, NULL) || '|' || attnotnull || '|' || atthasdef FROM pg_attribute
  WHERE attrelid = to_regclass('bookings') AND attname = 'pet_name' AND NOT attisdropped" 2>&1) || fail "The ledger cannot be looked at: ${found##*ERROR:  }"
case $found in
'') fail "The table of bookings has no column pet_name." ;;
text'|'*|'character varying|'*) ;;
*) fail "A pet name is words; the column is ${found%%|*}." ;;
esac
[ "${found#*|}" != 'true|false' ] || fail "Every booking must bring a pet name along, and no release does that."
without=$(psql -XqAt -F ' ' -c 'SELECT count(*), count(*) FILTER (WHERE pet_name IS NULL) FROM bookings' 2>&1) ||
  fail "The bookings cannot even be counted: ${without##*ERROR:  }"
[ "${without% *}" -gt 390000 ] || fail "There are only ${without% *} bookings."
[ "${without#* }" = 0 ] || fail "${without#* } bookings have no pet name, not even an empty one."
