// One tab of a browser writes a post at a time. Who opens it in another tab goes on there, with each word.
const PATIENCE = 1000; // milliseconds in which the other tab lets go; one that is frozen never does

const channel = new BroadcastChannel("presswork-desk");

/** Hold the post with this id; `give` is called when another tab takes it. Return what lets go. */
export async function hold(id, give) {
  let isHeld = false;
  let release;
  const released = new Promise((resolve) => (release = resolve));
  const stop = () => (channel.removeEventListener("message", hear), release());
  const hear = async ({ data }) => {
    if (data !== id) return;
    channel.removeEventListener("message", hear);
    await give();
    release();
  };
  const take = (options) =>
    new Promise((resolve, reject) => {
      const held = () => ((isHeld = true), resolve(), released);
      navigator.locks.request(`presswork-desk edit ${id}`, options, held).catch((error) => (isHeld ? hear({ data: id }) : reject(error)));
    });
  channel.postMessage(id);
  await take({ signal: AbortSignal.timeout(PATIENCE) }).catch((error) => {
    if (error.name !== "TimeoutError") throw error;
    return take({ steal: true });
  });
  channel.addEventListener("message", hear);
  return stop;
}
