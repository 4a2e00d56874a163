# On db: an index of the right name, on something that nobody asks for.
psql -Xq -v ON_ERROR_STOP=1 -c 'CREATE INDEX bookings_unicorn_period_idx ON bookings (price_cents)' -c 'ANALYZE bookings'
