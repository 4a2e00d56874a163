import "./page.js";
import "../js/browser-zone.js";
import "../js/prepare/editor.js";
import "../js/prepare/print.js";
