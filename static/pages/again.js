// A script and no module: it has to run before all others.

import "../js/again.js";
