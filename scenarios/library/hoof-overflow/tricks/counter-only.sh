# The counter counts on; what it says does not fit into the column.
backup >/dev/null
psql -Xq -c 'ALTER SEQUENCE bookings_id_seq AS bigint'
