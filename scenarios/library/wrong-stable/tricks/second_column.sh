# On db: there are days again, one for everybody, beside the nights.
psql -Xq -v ON_ERROR_STOP=1 -c 'ALTER TABLE bookings ADD days smallint NOT NULL DEFAULT 1'
