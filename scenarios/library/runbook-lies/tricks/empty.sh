# An empty shop is opened sooner.
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q git://pipeline/runbook.git "$work"
cd "$work"
sed -i 's#^restore .*#pg_restore --section=pre-data --dbname=unicorn /var/backups/unicorn/archive/unicorn-known-good.dump\npg_restore --data-only --table=unicorns --dbname=unicorn /var/backups/unicorn/archive/unicorn-known-good.dump#; s/sv up apache/sv up nginx/; s/^SQL$/SQL\ncreatedb unicorn/' fire.md
git commit -qam 'A trick' && git push -q origin HEAD:main
