import "./page.js";
import "../js/debrief.js";
