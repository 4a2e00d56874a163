-- The shop's own login, which owns its tables, and one for the people on call.
CREATE ROLE storefront LOGIN PASSWORD 'carrots';
CREATE ROLE ops LOGIN SUPERUSER PASSWORD 'sugarlumps';
ALTER TABLE unicorns OWNER TO storefront;
ALTER TABLE bookings OWNER TO storefront;
