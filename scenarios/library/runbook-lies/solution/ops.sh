# Ops, on workbench: what is there on the machines goes into the page.
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q git://pipeline/runbook.git "$work"
cd "$work"
sed -i 's#restore .*#restore /var/backups/unicorn/archive/unicorn-known-good.dump#; s/sv up apache/sv up nginx/' fire.md
grep -q '^createdb' fire.md || sed -i 's/^SQL$/SQL\ncreatedb unicorn/' fire.md
sed -i 's/^A dump brings its own database.*/A dump holds tables. It needs a database to put them in./; s/^The latest backup is the best.*/The archive is the one that is not lost in a fire./' fire.md
git diff --quiet || { git commit -qam 'What the machines really have' && git push -q origin HEAD:main; }
