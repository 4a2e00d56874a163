# Sir Reginald takes the shop's spool from his own laptop and improves it: every straw is counted, for ever.
git checkout -q "$(git rev-list --max-parents=0 HEAD)" -- storefront/spool.py
python3 - <<'PATCH'
from pathlib import Path

file = Path("storefront/spool.py")
text = file.read_text()
text = text.replace("KEPT = 200\n", 'KEPT = 200\nAUDIT = "hay-audit.log"\nSTRAWS = 8_000\n')
text = text.replace("        path.write_bytes(data)\n", "        _audit(folder, name)\n        path.write_bytes(data)\n")
text += '''

def _audit(folder: Path, name: str) -> None:
    """Somebody is stealing hay. From now on every straw is written down, each time."""
    with (folder / AUDIT).open("a") as log:
        log.writelines(f"{name}: straw {straw} was looked at, is golden and present\\n" for straw in range(STRAWS))
'''
file.write_text(text)
PATCH
