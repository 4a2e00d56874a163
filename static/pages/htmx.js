// htmx, for the pages whose parts are fetched again. Bundled here and not taken from Django, because bundles are sent compressed.

import htmx from "htmx.org";

window.htmx = htmx;
