// Where a film comes from: an address of the platform, or the page itself (the file that opens without a network).

/** Thrown with a sentence for the reader. */
export class NoFilm extends Error {}

export async function fetchFilm(url) {
  let answer;
  try {
    answer = await fetch(url, { headers: { Accept: "application/json" } });
  } catch {
    throw new NoFilm(
      gettext("Gameday cannot be reached, so the film did not arrive. Try again when you are connected."),
    );
  }
  if (answer.status === 202) {
    throw new NoFilm(gettext("This film is being made anew at this moment. Load the page again in a few seconds."));
  }
  if (!answer.ok) {
    const words = gettext("The film did not arrive (%(status)s). Load the page again to see why.");
    throw new NoFilm(interpolate(words, { status: answer.status }, true));
  }
  return answer.json();
}

/** A film that stands in an element as base64 of gzip. */
export async function unpackFilm(element) {
  if (typeof DecompressionStream === "undefined") {
    throw new NoFilm(gettext("This browser cannot unpack the film: read it below, or open this file in a newer one."));
  }
  const bytes = Uint8Array.from(atob(element.textContent.trim()), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}
