# The counter stands where it stood this morning, there is room for years; and every number has been sold already.
backup >/dev/null
psql -Xq -c "SELECT setval('bookings_id_seq', (SELECT max(id) FROM bookings WHERE id < 2000000000))" >/dev/null
