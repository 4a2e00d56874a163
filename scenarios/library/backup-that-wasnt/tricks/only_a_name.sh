# On db: the newest backup has a name, a date and nothing in it.
echo 'PGDMP and so on' > /var/backups/unicorn/unicorn-29991231T235959Z.dump
