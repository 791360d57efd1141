// What the CDN does before it answers with an object: one that only says where its page has moved becomes a redirect, and
// what the bucket tells of its objects is nobody's business. Runtime cloudfront-js-2.0; the rule is `respond` in rule.py.
// The CDN doesn't ask it about answers of 400 and above.

const MOVED = 301;
const POINTER = "x-amz-meta-location";
const PREVIEWS = "/_/preview/"; // where search engines are asked to keep nothing
const UNFOUND = "noindex, nofollow";
const LINK = ""; // by which apps find the authoring API, in a deployment that has it
const HOME = ["", "index.html"]; // behind the slash
const OF_THE_BUCKET = "x-amz-";
const OF_THE_BYTES = ["accept-ranges", "content-range", "etag", "last-modified"]; // a redirect is not asked for again by them

function handler(event) {
  const response = event.response;
  const headers = response.headers;
  const to = headers[POINTER] ? headers[POINTER].value : "";
  drop(headers, Object.keys(headers).filter((name) => name.startsWith(OF_THE_BUCKET)));
  const uri = event.request.uri || "";
  if (uri.startsWith(PREVIEWS)) {
    headers["x-robots-tag"] = { value: UNFOUND };
  }
  if (LINK && HOME.includes(uri.slice(1))) {
    headers.link = { value: LINK };
  }
  if (within(to)) {
    drop(headers, OF_THE_BYTES);
    headers.location = { value: to };
    response.statusCode = MOVED;
    response.statusDescription = "Moved Permanently";
  }
  return response;
}

// An address of this site: visible ASCII, no backslash, no second slash to name a host. Told by what it must not hold:
// in this runtime `$` would let a last line break through.
function within(to) {
  return /^\/(?!\/)/.test(to) && !/[^!-\[\]-~]/.test(to);
}

function drop(headers, names) {
  names.forEach((name) => {
    delete headers[name];
  });
}
