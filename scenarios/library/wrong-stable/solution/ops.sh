# Ops, on db: the column gets its name back; nothing is copied, nothing is lost.
there=$(psql -XqAt -c "SELECT 1 FROM information_schema.columns WHERE table_name = 'bookings' AND column_name = 'nights'")
[ "$there" != 1 ] || psql -Xq -v ON_ERROR_STOP=1 -c "SET lock_timeout = '10s'" -c 'ALTER TABLE bookings RENAME nights TO days'
