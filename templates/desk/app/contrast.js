// The contrast of two colours by WCAG 2.2, as the site's own check computes it, and what is too low in a theme.

/** Return the contrast ratio of two colours `#rrggbb`: from 1 to 21. */
export function contrast(one, other) {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Return the relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance. */
function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => light(parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const light = (channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);

/** Return the pairs with too little contrast among these colours, with their ratio, never rounded up to one that suffices. */
export function unreadable(pairs, colours) {
  return pairs
    .map((pair) => ({ ...pair, ratio: Math.floor(contrast(colours[pair.one], colours[pair.on]) * 100) / 100 }))
    .filter((pair) => pair.ratio < pair.least);
}
