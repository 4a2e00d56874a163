# Ops, on db: a backup of how it stands, then column and counter wide, in one go; the counter goes on where it is.
set -e
wide=$(psql -XqAt -c "SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 'bookings'::regclass AND attname = 'id'")
[ "$wide" != bigint ] || exit 0
backup >/dev/null
psql -Xq -v ON_ERROR_STOP=1 --single-transaction -c "SET lock_timeout = '10s'" \
  -c 'ALTER TABLE bookings ALTER id TYPE bigint' -c 'ALTER SEQUENCE bookings_id_seq AS bigint'
