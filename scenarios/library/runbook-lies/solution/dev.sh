# Dev, on workbench: what the shop's configuration and `reconcile` really need goes into the page.
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q git://pipeline/runbook.git "$work"
cd "$work"
python3 - <<'MEND'
from pathlib import Path

file = Path("fire.md")
text = file.read_text().replace("PASSWORD 'oats'", "PASSWORD 'carrots'").replace("```sh on db\nreconcile\n", "```sh on storefront\nreconcile\n")
text = text.replace("They come first. The young are in a hurry.", "They are in the journal, on storefront, and wiped out again by a restore that comes later.")
parts = text.split("\n## ")
young = next(number for number, part in enumerate(parts) if "young" in part.splitlines()[0])
old = next(number for number, part in enumerate(parts) if "old" in part.splitlines()[0])
if young < old:
    parts[young], parts[old] = parts[old].replace("3. ", "2. ", 1), parts[young].replace("2. ", "3. ", 1)
file.write_text("\n## ".join(parts))
MEND
git diff --quiet || { git commit -qam 'What reconcile needs, and the password that the shop has' && git push -q origin HEAD:main; }
