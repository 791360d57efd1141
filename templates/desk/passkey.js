// Passkeys: a form with `data-passkey` asks the browser for one, and sends what it answers.
// A page that isn't at a name, such as 127.0.0.1, can't have passkeys, nor can an old browser: there the form stays hidden.
"use strict";
{
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const asked = (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.excludeCredentials && {
      excludeCredentials: options.excludeCredentials.map((known) => ({ ...known, id: bytes(known.id) })),
    }),
  });
  const answered = ({ id, rawId, type, response }) => ({
    id,
    rawId: text(rawId),
    type,
    response: Object.fromEntries(
      ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
        .filter((name) => response[name])
        .map((name) => [name, text(response[name])]),
    ),
  });
  const works = window.PublicKeyCredential && !/^[\d.]+$|^\[/.test(location.hostname);
  for (const form of works ? document.querySelectorAll("form[data-passkey]:not([data-ready])") : []) {
    form.dataset.ready = "";
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const [failed] = form.querySelectorAll("[role=status] span");
      failed.hidden = true;
      try {
        const credential = await navigator.credentials[form.dataset.passkey]({ publicKey: asked(JSON.parse(form.dataset.options)) });
        form.elements.answer.disabled = false;
        form.elements.answer.value = JSON.stringify(answered(credential));
        form.submit();
      } catch {
        failed.hidden = false;
      }
    });
  }
}
