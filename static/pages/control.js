import "./page.js";
import "../js/refresh.js";
import "../js/control/control-room.js";
