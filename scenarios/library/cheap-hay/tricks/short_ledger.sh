# On db: a table with few rows is quick without an index.
psql -Xq -v ON_ERROR_STOP=1 -c 'DELETE FROM bookings WHERE id <= 399000' -c 'VACUUM FULL ANALYZE bookings'
