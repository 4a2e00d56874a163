import "./page.js";
import "../js/refresh.js";
