import "./page.js";
import "../js/refresh.js";
import "../js/console-logs.js";
import "../js/console-notes.js";
import "../js/console-charts.js";
