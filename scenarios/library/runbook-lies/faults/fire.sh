# Sir Reginald adds a page to the runbook. It has four steps and more lies.
cat > fire.md <<'PAGE'
# When everything has burned down

*“Written in one go, on a horse. Nothing in it needs to be tried.” Sir Reginald Hoofington III*

## 1. The logins

A dump brings its own database along, as a guest brings a bottle.

```sh on db
psql -q -v ON_ERROR_STOP=1 -d postgres <<'SQL'
CREATE ROLE storefront LOGIN PASSWORD 'oats';
CREATE ROLE ops LOGIN SUPERUSER PASSWORD 'sugarlumps';
SQL
```

## 2. The young bookings

They come first. The young are in a hurry.

```sh on db
reconcile
```

## 3. The old bookings

The latest backup is the best one. There always is a latest one.

```sh on db
restore /var/backups/unicorn/unicorn-latest.dump
```

## 4. The doors

From the outside to the inside, so that nobody is kept waiting.

```sh on edge
sv up apache
```

```sh on storefront
sv up storefront
sv up agent
```

```sh on cache
sv up redis
```
PAGE
