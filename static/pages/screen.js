import "./page.js";
import "../js/screen.js";
