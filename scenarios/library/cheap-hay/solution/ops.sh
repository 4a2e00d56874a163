# Ops, on db: the index of the shop's busiest question.
psql -Xq -v ON_ERROR_STOP=1 -c 'CREATE INDEX IF NOT EXISTS bookings_unicorn_period_idx ON bookings (unicorn_id, starts_on)' -c 'ANALYZE bookings'
