"""The unicorn, in paths of our own: it trots to the right on the line y = 380, in a box of 440 by 400."""

from xml.etree.ElementTree import Element

from scoring.afterwards.souvenirs.drawing.svg import add

HOOVES = 380  # the line that it stands on
WIDTH = 440
MANE = ("#e4572e", "#f2b134", "#3f9c6d", "#2f6fbf", "#6a33c2")
GOLD, GOLD_EDGE = "#f2b134", "#8a5a00"

BODY = (
    "M112 192C120 170 148 162 184 172C212 180 236 170 254 146C268 126 272 100 284 80C288 70 292 63 299 58L303 38L312 59"
    "C324 68 336 88 348 106C354 115 353 124 345 128C338 131 331 129 326 123C317 117 307 116 302 120C297 128 296 138 299 152"
    "C303 172 308 188 305 206C304 222 298 232 290 240L284 262L282 300L281 340L287 364L290 379L266 379L265 364L262 340L262 300"
    "C261 282 257 264 250 251C222 262 192 262 168 247C173 268 172 288 162 308L163 338L170 364L174 379L149 379L149 364L143 338"
    "C138 320 136 306 141 296C128 278 116 262 112 244C104 228 104 208 112 192Z"
)
RAISED_LEG = (
    "M296 208C316 216 336 228 352 240C359 245 360 252 356 259L338 298L341 312L326 319L319 304"
    "L330 264C318 256 306 252 291 250L276 226Z"
)
RAISED_LEG_LINE = (
    "M303 211C320 218 338 229 352 240C359 245 360 252 356 259L338 298L341 312L326 319L319 304"
    "L330 264C318 256 306 253 289 252"
)
FAR_HIND_LEG = (
    "M118 226C108 252 92 270 76 284C74 300 68 316 56 336L52 356L34 352L38 340C48 322 54 306 54 290"
    "C54 276 66 258 78 238C88 222 96 210 112 200Z"
)
FAR_FRONT_LEG = (
    "M250 236C256 262 252 284 240 304L232 340L238 364L240 379L217 379L217 364L214 340L222 300C226 282 226 266 222 246Z"
)
HORN = "M309 56L322 66L362 4Z"
TWISTS = "M316 43L326 57M325 35L333 46M336 26L342 33"
NEAR_HOOVES = "M149 364L170 364L174 379L149 379ZM266 364L287 364L290 379L266 379ZM319 304L338 299L341 312L326 319Z"
FAR_HOOVES = "M38 340L55 344L52 356L34 352ZM217 364L238 364L240 379L217 379Z"
EYE = "M318 84C322 82 327 84 328 88C324 91 319 89 318 84Z"
# From the poll down the neck, strand by strand, and the tail.
STRANDS = (
    "M300 58C280 60 270 72 262 86C250 82 238 86 226 96C240 94 250 98 256 106C268 98 280 82 300 58Z",
    "M282 82C266 88 256 100 250 112C236 110 222 116 210 130C226 124 238 128 246 134C260 124 272 106 282 82Z",
    "M272 106C258 112 248 124 242 136C228 134 212 142 202 158C218 150 230 152 238 156C252 148 264 130 272 106Z",
    "M264 128C252 134 242 146 236 156C222 156 208 164 200 180C214 172 226 172 234 176C248 168 258 152 264 128Z",
    "M256 146C246 152 236 162 230 170C218 172 206 180 200 194C214 188 224 186 232 188C244 182 252 168 256 146Z",
)
TAIL = (
    "M118 190C92 166 62 170 46 196C34 216 30 232 10 238C34 248 54 236 64 214C74 194 94 190 116 204Z",
    "M116 192C88 180 66 192 56 216C48 236 40 254 16 262C42 270 62 256 70 232C78 212 96 204 114 208Z",
    "M114 196C92 194 76 206 70 228C64 250 56 270 34 282C60 284 78 268 82 244C86 224 98 214 112 212Z",
)


def draw_unicorn(parent: Element, x: float, ground: float, height: float, body: str, shade: str, line: str) -> None:
    """Its hooves stand at (x, ground), in the middle; `height` is from there to the tip of the horn."""
    scale = height / (HOOVES - 4)
    place = f"translate({x - WIDTH / 2 * scale:.1f} {ground - HOOVES * scale:.1f}) scale({scale:.4f})"
    unicorn = add(parent, "g", transform=place, stroke=line, stroke_width=3, stroke_linejoin="round")
    for path in (FAR_HIND_LEG, FAR_FRONT_LEG):
        add(unicorn, "path", d=path, fill=shade)
    add(unicorn, "path", d=FAR_HOOVES, fill=GOLD)
    for path, colour in zip(TAIL, MANE[2:], strict=True):
        add(unicorn, "path", d=path, fill=colour)
    add(unicorn, "path", d=BODY, fill=body)
    add(unicorn, "path", d=RAISED_LEG, fill=body, stroke="none")
    add(unicorn, "path", d=RAISED_LEG_LINE, fill="none")
    add(unicorn, "path", d=NEAR_HOOVES, fill=GOLD)
    for path, colour in zip(STRANDS, MANE, strict=True):
        add(unicorn, "path", d=path, fill=colour)
    add(unicorn, "path", d=HORN, fill=GOLD)
    add(unicorn, "path", d=TWISTS, fill="none", stroke=GOLD_EDGE)
    add(unicorn, "path", d=EYE, fill=line, stroke="none")
