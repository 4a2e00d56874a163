import "./page.js";
import "../js/browser-zone.js";
import "../js/prepare/editor.js";
