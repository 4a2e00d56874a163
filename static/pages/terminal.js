import "./page.js";
import "../js/terminal/terminal-page.js";
