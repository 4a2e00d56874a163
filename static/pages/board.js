import "./page.js";
import "../js/board.js";
