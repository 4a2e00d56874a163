import "./page.js";
import "../js/home.js";
