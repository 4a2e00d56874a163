"""python -m gameday.operations.running '{"port": 8000, …}': what `manage.py up` becomes."""

import json
import sys

from gameday.operations.running import up

sys.exit(up.run_platform(up.UpOptions(**json.loads(sys.argv[1]))))
