-- 400,000 bookings over three and a half years, up to 30 days after the build. Periods of one unicorn never overlap:
-- its k-th booking lies inside its own four days. Rows lie in order of their making, as in a real shop.
WITH words AS (
    SELECT ARRAY['Ada','Bertha','Cosmo','Dorothea','Edgar','Florence','Gustav','Hilda','Ivor','Josephine','Konrad','Lavinia','Magnus',
                 'Nora','Oswald','Petunia','Quentin','Rosalind','Sigmund','Theodora','Ulysses','Vera','Wilbur','Ximena','Yvonne','Zacharias',
                 'Countess','Baron','Doctor','Captain','Professor','Madame','Grandma','Uncle','Bishop','Inspector','Maestro','Princess',
                 'Colonel','Nurse'] AS first,
           ARRAY['Applegate','Bumble','Crumpet','Dillydally','Eggleston','Fiddlewood','Gooseberry','Higginbottom','Inkwell','Jamboree',
                 'Kettleburn','Lemonade','Mumblethorpe','Noodle','Oatcake','Pumpernickel','Quill','Rigmarole','Snickerdoodle','Tiddlywink',
                 'Underhill','Vandersnoot','Wobblegong','Yardarm','Zigzag','Bananaworth','Cabbage','Doodlesack','Flapjack','Gherkin',
                 'Hullabaloo','Jitterbug','Knickerbocker','Lollygag','Marmalade','Nincompoop','Oddsocks','Picklewick','Rutabaga','Skedaddle',
                 'Thistledown','Upsydaisy','Velocipede','Whippersnapper','Bric','Cattywampus','Gobbledygook','Malarkey','Poppycock','Bamboozle',
                 'Canoodle','Brouhaha','Codswallop','Hootenanny','Lickspittle','Rapscallion','Scallywag','Taradiddle','Wigwam','Zest'] AS last
), made AS (
    SELECT u.id AS unicorn_id, u.day_cents, k, (u.id * 2654435761 + k * 40503 + (k * k) % 7919) % 1000003 AS h
    FROM generate_series(0, 332) AS k, unicorns AS u
), placed AS (
    SELECT *, current_date + 27 - (332 - k) * 4 + (h % 2)::int AS starts_on, 1 + (h / 2 % 3)::int AS days FROM made
)
INSERT INTO bookings (unicorn_id, starts_on, days, price_cents, created_at, customer)
SELECT unicorn_id, starts_on, days, days * day_cents,
       (starts_on - 31 - (h % 20)::int)::timestamptz + make_interval(secs => (h * 83 % 86400)::int),
       first[1 + h % 40] || ' ' || last[1 + (h / 40 % 60)::int]
FROM placed, words
ORDER BY k, h;

ALTER TABLE bookings ADD CONSTRAINT bookings_pkey PRIMARY KEY (id);
ALTER TABLE bookings ADD CONSTRAINT bookings_unicorn_id_fkey FOREIGN KEY (unicorn_id) REFERENCES unicorns (id);
CREATE INDEX bookings_unicorn_period_idx ON bookings (unicorn_id, starts_on);
CREATE INDEX bookings_customer_idx ON bookings (customer);
