-- The whole schema of the shop.
CREATE TABLE unicorns (
    id          integer PRIMARY KEY,
    name        text NOT NULL UNIQUE,
    breed       text NOT NULL,
    stable      text NOT NULL,
    horn_cm     integer NOT NULL CHECK (horn_cm > 0),
    temperament text NOT NULL,
    day_cents   integer NOT NULL CHECK (day_cents > 0)
);
CREATE INDEX unicorns_breed_idx ON unicorns (breed, id);

CREATE TABLE bookings (
    id          bigserial,
    unicorn_id  integer NOT NULL,
    starts_on   date NOT NULL,
    days        smallint NOT NULL CHECK (days BETWEEN 1 AND 14),
    price_cents integer NOT NULL CHECK (price_cents > 0),
    created_at  timestamptz NOT NULL DEFAULT now(),
    customer    text NOT NULL
);
