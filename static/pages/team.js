import "./page.js";
import "../js/team.js";
