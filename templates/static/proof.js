// Solves a challenge of ALTCHA when a comment is sent, on sites that ask for it. Without this script, the form is sent as it is.
{
  const AT_ONCE = 250;
  const bytes = (text) => new TextEncoder().encode(text);
  const begin = (hash) => new DataView(hash).getBigUint64(0);

  // Returns the proof: a number whose hash with the salt is the challenge. Others run between two batches, so the page stays alive.
  async function solved({ algorithm, challenge, maxnumber, salt, signature }) {
    const sought = BigInt(`0x${challenge.slice(0, 16)}`);
    for (let from = 0; from <= maxnumber; from += AT_ONCE) {
      const numbers = Array.from({ length: AT_ONCE }, (_, more) => from + more);
      const hashes = await Promise.all(numbers.map((number) => crypto.subtle.digest(algorithm, bytes(salt + number))));
      const at = hashes.findIndex((hash) => begin(hash) === sought);
      if (at >= 0) return btoa(JSON.stringify({ algorithm, challenge, number: from + at, salt, signature }));
    }
    throw new Error("no number fits");
  }

  for (const form of document.querySelectorAll("form[data-challenge]")) {
    const status = form.querySelector("[role=status]");
    let busy = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      status.textContent = form.dataset.busy;
      try {
        const answer = await fetch(form.dataset.challenge);
        form.elements.altcha.value = await solved(await answer.json());
      } catch (failed) {
        console.info(failed); // the form is sent without a proof, and the answer says what to do
      }
      form.submit();
    });
    addEventListener("pageshow", () => {
      busy = false; // who comes back needs a new proof
      status.textContent = form.elements.altcha.value = "";
    });
  }
}
