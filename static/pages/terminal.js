import "./page.js";
import "../js/terminal.js";
