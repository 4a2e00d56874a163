import "../js/csrf.js";
import "../js/panel.js";
