# On db: one customer's price was always too low.
psql -Xq -v ON_ERROR_STOP=1 -c 'UPDATE bookings SET price_cents = price_cents + 1 WHERE id = 4711'
