# On db: there are days again, and nobody knows how many.
psql -Xq -v ON_ERROR_STOP=1 -c 'ALTER TABLE bookings ADD days smallint'
