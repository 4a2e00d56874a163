-- 1,200 unicorns. Deterministic: every build breeds the same herd.
WITH words AS (
    SELECT ARRAY['Aurelio','Biscuit','Clementine','Duchess','Ethelred','Fandango','Gingersnap','Hortensia','Ignatius','Jellybean',
                 'Kerfuffle','Lollipop','Marzipan','Nebula','Ottoline','Peppercorn','Quibble','Rumpelstilt','Sherbet','Truffle',
                 'Umbrella','Velveteen','Waffles','Xanadu','Yodel','Zeppelin','Bartholomew','Cinnamon','Dumpling','Esmeralda'] AS first,
           ARRAY['the Magnificent','the Unbothered','of the Lower Meadow','McSparkle','von Glitz','the Punctual','Moonwhistle','Thunderhoof',
                 'the Slightly Damp','Featherstone','the Overqualified','Starbuckle','of Accounts','the Photogenic','Dreamcatcher','Puddlejump',
                 'the Loud','Hayworth','the Reasonable','Cloudberry','the Lactose-Intolerant','Rainbottom','the Well-Read','Goldmane',
                 'the Third','Butterscotch','Windermere','the Suspicious','Gallopsworth','the Almost Invisible','Snortleby','Trotsky',
                 'the Retired','Nightingale','the Legendary','Applecart','the Vegan','Hoofington','the Misunderstood','Primrose'] AS last,
           ARRAY['aurora','ember','glacier','meadow','midnight','tuxedo'] AS breeds,
           ARRAY['North Paddock','Cloud Stable','The Old Car Park','Rainbow Row','Basement Two','Lakeside'] AS stables,
           ARRAY['cheerful until noon','bites accountants','loves weddings','afraid of balloons','hums','will not do Mondays',
                 'excellent with children, poor with adults','collects spoons','insists on eye contact','naps standing up',
                 'demands applause','surprisingly good at chess'] AS tempers
)
INSERT INTO unicorns
SELECT n + 1,
       first[1 + n % 30] || ' ' || last[1 + (n / 30 + n * 7) % 40],
       breeds[1 + (n * 7 + n / 6) % 6],
       stables[1 + (n * 5 + n / 11) % 6],
       24 + (n * 37) % 61,
       tempers[1 + (n * 13 + n / 12) % 12],
       (19 + (n * 31) % 80) * 100 + 90
FROM generate_series(0, 1199) AS n, words
ORDER BY n;
