import "./page.js";
import "../js/refresh.js";
import "../js/shop.js";
