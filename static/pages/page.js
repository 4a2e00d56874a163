// What every page has. A page loads one script and one style sheet of this folder, each bundled into static/built.

import "../js/acts.js";
import "../js/desk/frame-manners.js";
import "../js/folded.js";
import "../js/localtime.js";
