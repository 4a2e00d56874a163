import "./page.js";
import { startBoard } from "../js/board.js";

startBoard();
