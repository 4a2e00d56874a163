#!/bin/sh
# Build time: the shell's greeting, the runbook, the people's passwords for the database, five pictures to try.
set -eu
cat /opt/unicorn/workbench/bashrc >> /root/.bashrc
git init -q /tmp/runbook && cp /opt/unicorn/workbench/runbook/* /tmp/runbook
git -C /tmp/runbook add -A && git -C /tmp/runbook commit -q -m 'What we know about the shop'
git clone -q --bare /tmp/runbook /srv/git/runbook.git && git clone -q /srv/git/runbook.git /root/runbook
git -C /root/runbook remote set-url origin git://pipeline/runbook.git
rm -rf /tmp/runbook && ln -sfn /root/runbook /runbook
printf 'db:5432:*:ops:sugarlumps\ndb:5432:*:storefront:carrots\n' > /root/.pgpass && chmod 600 /root/.pgpass
printf 'set number\nset mouse=\nsyntax on\n' > /root/.vimrc
mkdir -p /root/pictures /var/spool/unicorn /var/log/unicorn
for breed in aurora ember glacier meadow tuxedo; do
    draw --breed $breed --seed 500 --out /root/pictures/$breed.png
done
