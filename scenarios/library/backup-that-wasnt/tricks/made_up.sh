# On db: four hundred thousand bookings, none of which anybody ever made.
psql -Xq -v ON_ERROR_STOP=1 -c "INSERT INTO bookings (id, unicorn_id, starts_on, days, price_cents, customer)
  SELECT n, 1 + n % 1200, current_date - 2000 + n / 400, 1, 100, 'Somebody' FROM generate_series(1, 399600) n"
backup >/dev/null
