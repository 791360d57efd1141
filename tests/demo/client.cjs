// Calls a method of one of npm's clients. Standard input is {client, options, method, given}; standard output is {result, options}
// or {error, status}. A file is given as {file, type}. NODE_PATH names the folder of the clients (locks/clients).
"use strict";
const { readFileSync } = require("node:fs");
const { basename } = require("node:path");

// micropub-helper 2.1.1 takes `relParser` from rel-parser 2, which npm doesn't have; rel-parser 1 is that function itself.
const relParser = require("rel-parser");
relParser.relParser = relParser;

const CLIENTS = {
  micropub: (options) => new (require("micropub-helper").Micropub)(options),
  indieauth: (options) => new (require("indieauth-helper"))(options),
};

// indieauth-helper 1.0.2 writes the challenge in hexadecimal, and not in Base64 without padding (RFC 7636, 4.2).
function withChallenge(address) {
  const url = new URL(address);
  const challenge = Buffer.from(url.searchParams.get("code_challenge"), "hex");
  url.searchParams.set("code_challenge", challenge.toString("base64url"));
  return url.href;
}

function given(_name, value) {
  return value && value.file ? new File([readFileSync(value.file)], basename(value.file), { type: value.type }) : value;
}

async function answer(asked) {
  const client = CLIENTS[asked.client](asked.options);
  try {
    const result = await client[asked.method](...asked.given);
    const isHex = asked.client === "indieauth" && asked.method === "getAuthUrl";
    return { result: isHex ? withChallenge(result) : result, options: client.options };
  } catch (error) {
    return { error: error.message, status: error.status };
  }
}

answer(JSON.parse(readFileSync(0, "utf8"), given)).then((said) => console.log(JSON.stringify(said)));
