# Right order, wrong machine: `reconcile` finds no journal there, and is content.
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q git://pipeline/runbook.git "$work"
cd "$work"
sed -i "s/'oats'/'carrots'/; s/^reconcile$/true/; s#^restore .*#&\nreconcile#" fire.md
git commit -qam 'A trick' && git push -q origin HEAD:main
