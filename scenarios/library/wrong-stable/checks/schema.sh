# On db: the table of bookings is what the tested release knows, and every old booking still has the days that were paid for.
fail() { echo "$1"; exit 1; }
column() { psql -XqAt -c "SELECT is_nullable || ' ' || data_type FROM information_schema.columns WHERE table_name = 'bookings' AND column_name = '$1'" 2>&1; }
days=$(column days)
case $days in
'') fail "The table of bookings has no column days." ;;
'NO smallint'|'NO integer'|'NO bigint') ;;
'YES '*) fail "There are days in the table of bookings, and they may be empty." ;;
*) fail "The table of bookings cannot be looked at: ${days%%$'\n'*}" ;;
esac
[ -z "$(column nights)" ] || fail "The table of bookings counts both days and nights."
wrong=$(psql -XqAt -F ' ' -c "SELECT count(*), count(*) FILTER (WHERE b.days * u.day_cents <> b.price_cents)
  FROM bookings b JOIN unicorns u ON u.id = b.unicorn_id WHERE b.id <= 399600" 2>&1)
[ "${wrong% *}" -gt 390000 ] 2>/dev/null || fail "The old bookings are not all there: $wrong"
[ "${wrong#* }" = 0 ] || fail "${wrong#* } old bookings have other days than were paid for."
