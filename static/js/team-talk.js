// A team's chat as facilitators see it: they read along, and may say something.

import "./refresh.js";
import { startChatField } from "./team/chat-field.js";
import { ownLineIsOut, startChat } from "./team/chat.js";

startChat();
if (document.querySelector(".compose")) startChatField({ sent: ownLineIsOut }); // observers have no field
