// What the CDN asks before it looks for an object: the rule of rule.py once more, held against the same cases.json.
//
// Runtime cloudfront-js-2.0: ECMAScript 5.1 with const, let and arrow functions. Its `$` also matches before a last line
// break, so no pattern trusts it with text that may hold one. What leaves here for the bucket is percent-encoded as a
// signature wants it: however a reader wrote an address, it is one object in the cache; and a bare plus would be a space.

const MOVED = 301;
const BAD_REQUEST = 400;
const NOT_FOUND = 404;
const METHOD_NOT_ALLOWED = 405;

const READING = ["GET", "HEAD"];
const API = "/api/";
const LONGEST_KEY = 1024;
const MISSING = "/_/missing";
const VISITOR = "x-presswork-visitor";

const PHRASES = { 301: "Moved Permanently", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed" };
const ALLOW = { 405: { allow: { value: READING.join(", ") } } };

const WRITTEN = [
  [/^(?!\/)/, BAD_REQUEST],
  [/#/, BAD_REQUEST],
  [/%(?![0-9A-Fa-f]{2})/, BAD_REQUEST],
  [/%2[Ff]/, NOT_FOUND],
];
const READ = [
  [/[\x00-\x1f\x7f]/, BAD_REQUEST],
  [/\\/, NOT_FOUND],
  [/\/\//, NOT_FOUND],
  [/\/\.\.?(?:\/|$)/, NOT_FOUND],
];

const INDEXES = [
  ["/feed/atom/", "index.xml"],
  ["/feed/json/", "index.json"],
  ["/feed/", "index.xml"],
  ["/", "index.html"],
];
const HIDDEN = /\/index\.(?:html|xml|json)$/;
const INDEX = /\/index\.xml$/;
const FEED = /\/[Ff][Ee][Ee][Dd]\/(?:[Aa][Tt][Oo][Mm]\/)?index\.xml$/;

const FILES = [
  "html htm xhtml xml rss atom json webmanifest css js mjs map wasm txt md csv tsv ics vtt srt",
  "png apng jpg jpeg gif webp avif jfif jxl heic heif svg ico bmp tif tiff",
  "mp3 m4a aac oga ogg opus flac wav weba mid",
  "mp4 m4v webm ogv mov",
  "pdf epub woff woff2 ttf otf",
  "doc docx odp ods odt ppt pptx rtf xls xlsx ipynb",
  "c cpp diff go java patch py rb rs sh sql tex",
  "zip gz tgz bz2 xz zst tar 7z",
].join(" ").split(" ");

const RESERVED = { "!": "%21", "'": "%27", "(": "%28", ")": "%29", "*": "%2A" };

function handler(event) {
  const request = event.request;
  const address = read(request.uri);
  if (typeof address !== "string") {
    const isMissing = address === NOT_FOUND && READING.includes(request.method) && !request.uri.startsWith(API);
    return isMissing ? missing(request) : refused(address);
  }
  if (address.startsWith(API)) {
    return named(request, event.viewer); // for the API's own behaviour, or the bucket, which has nothing there
  }
  if (!READING.includes(request.method)) {
    return refused(METHOD_NOT_ALLOWED);
  }
  return find(request, address);
}

// The request with the visitor's address in a header that no visitor can set: what they sent under its name is overwritten.
function named(request, viewer) {
  request.headers[VISITOR] = { value: network(viewer.ip) };
  return request;
}

// An address of IPv4 as it is; of IPv6 the first address of its /64, which one visitor has all of.
function network(ip) {
  if (!ip.includes(":")) {
    return ip;
  }
  const halves = ip.split("::").map((half) => (half ? half.split(":") : []));
  const left = halves[0];
  const right = halves.length > 1 ? halves[1] : [];
  const groups = left.concat(Array(8 - left.length - right.length).fill("0"), right);
  return groups.slice(0, 4).join(":") + "::";
}

// The address in Unicode, or the status that says why it is none.
function read(written) {
  const status = stopped(WRITTEN, written);
  if (status) {
    return status;
  }
  let address;
  try {
    address = decodeURIComponent(written);
  } catch (malformed) {
    return BAD_REQUEST;
  }
  return stopped(READ, address) || address;
}

function stopped(gate, text) {
  const row = gate.find((each) => each[0].test(text));
  return row ? row[1] : 0;
}

// The request for the object of an address that passed the gates, or a redirect to the address that has one.
function find(request, address) {
  const written = request.uri;
  if (HIDDEN.test(address)) {
    const feed = INDEX.test(address) && !FEED.test(address) ? "feed/" : "";
    return moved(request, written.slice(0, written.lastIndexOf("/") + 1) + feed);
  }
  if (isFile(address)) {
    return served(request, address);
  }
  if (!address.endsWith("/")) {
    return moved(request, written + "/");
  }
  const row = INDEXES.find((each) => address.slice(-each[0].length).toLowerCase() === each[0]);
  return served(request, address.slice(0, -row[0].length) + row[0] + row[1]);
}

// Only ASCII is lowered: engines don't agree on the rest.
function isFile(address) {
  const name = address.slice(address.lastIndexOf("/") + 1);
  const dot = name.lastIndexOf(".");
  const extension = name.slice(dot + 1);
  return dot > 0 && !/[^0-9A-Za-z]/.test(extension) && FILES.includes(extension.toLowerCase());
}

function served(request, address) {
  if (Buffer.byteLength(address) - 1 > LONGEST_KEY) {
    return missing(request);
  }
  request.uri = address.split("/").map(encoded).join("/");
  return request;
}

// No object is there, so the CDN answers with the page for missing pages, which it doesn't for what is refused here.
function missing(request) {
  request.uri = MISSING;
  return request;
}

function encoded(part) {
  return encodeURIComponent(part).replace(/[!'()*]/g, (sign) => RESERVED[sign]);
}

function moved(request, to) {
  return {
    statusCode: MOVED,
    statusDescription: PHRASES[MOVED],
    headers: { location: { value: visible(to + query(request)) } },
  };
}

function refused(status) {
  const headers = { "cache-control": { value: "no-cache" }, "content-type": { value: "text/plain; charset=utf-8" } };
  return {
    statusCode: status,
    statusDescription: PHRASES[status],
    headers: Object.assign(headers, ALLOW[status]),
    body: { encoding: "text", data: `${status} ${PHRASES[status]}\n` },
  };
}

// The query as it was written; an event made for a test has only its parts.
function query(request) {
  if (typeof request.rawQueryString === "function") {
    const raw = request.rawQueryString();
    return typeof raw === "string" ? "?" + raw : "";
  }
  const names = Object.keys(request.querystring);
  return names.length ? "?" + names.map((name) => pairs(name, request.querystring[name])).join("&") : "";
}

function pairs(name, field) {
  return (field.multiValue || [field]).map((each) => (each.value ? `${name}=${each.value}` : name)).join("&");
}

// Runs, not single signs, or half of a pair of surrogates would be encoded alone.
function visible(text) {
  return text.replace(/[^!-~]+/g, (run) => encodeURIComponent(run));
}
