import "../js/browser-zone.js";
import "../js/csrf.js";
import "../js/panel.js";
