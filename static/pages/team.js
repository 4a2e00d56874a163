import "./page.js";
import "../js/desk/workspace.js";
import "../js/team.js";
import "../js/desk/frame-requests.js";
import "../js/desk/whereabouts.js";
import "../js/desk/asked-tool.js";
