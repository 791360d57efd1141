// Requests to the site's authoring API. A change carries the session's own token, which no page of another site can know.
import { fitting, LARGEST } from "./photos.js";

let session = "";
let person = "";

/** The API refused: its answer says why. */
export class Refused extends Error {
  constructor(status, answer) {
    super(answer.error_description ?? String(status));
    this.status = status;
    this.answer = answer;
  }
}

/** The network is away. */
export class Offline extends Error {}

/** Its author doesn't want an upload any more. */
export class Cancelled extends Error {}

const root = new URL("desk/", location.href.replace(/\/?([?#].*)?$/, ""));

/** Ask for something, or with a body change something; return the answer. Who signed in again meanwhile goes on. */
export async function ask(path, body) {
  if (body === undefined) return sent(path);
  return inSession(() => sent(path, body));
}

/** Change something in a session; a page that was opened without the network, or whose session is a new one, asks for it first. */
async function inSession(change) {
  if (!session) await begin();
  const before = session;
  try {
    return await change();
  } catch (error) {
    if (error.status !== 403) throw error;
    await begin();
    if (session === before) throw error;
    return change();
  }
}

async function sent(path, body) {
  const url = new URL(path, root);
  const headers = { Accept: "application/json", "X-Presswork-Session": session };
  let answer;
  try {
    answer = await fetch(
      url,
      body === undefined
        ? { headers }
        : { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body) },
    );
  } catch {
    throw new Offline();
  }
  return taken(answer);
}

/** Wait until the site has rendered the saved text of a post, while it `isWanted`; return the refusal if there is one. */
export async function rendered(key, isWanted = () => true) {
  for (let tries = 0; tries < 20 && isWanted(); tries += 1) {
    const progress = await ask(`progress?key=${encodeURIComponent(key)}`);
    if (progress.refusal || progress.isLive) return progress.refusal;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return null;
}

/** Upload a file; return its address. How far a large one is is shown in `place`. */
export async function upload(file, place) {
  const sent = await fitting(file);
  if (sent.size > LARGEST) return (await import("./uploads.js")).uploadLarge(sent, place);
  return inSession(() => uploaded(sent));
}

async function uploaded(file) {
  const form = new FormData();
  form.append("file", file, file.name);
  try {
    const answer = await fetch(new URL("../media", root), { method: "POST", headers: { "X-Presswork-Session": session }, body: form });
    await taken(answer);
    return answer.headers.get("Location");
  } catch (error) {
    throw error instanceof Refused ? error : new Offline();
  }
}

async function taken(answer) {
  if (answer.status >= 502) throw new Offline();
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, said);
  return said;
}

/** Begin: return who is signed in, with what the desk needs to know of the site. */
export async function begin() {
  const me = await ask("me");
  if (person && me.person !== person) throw new Refused(401, {});
  ({ session, person } = me);
  return me;
}
