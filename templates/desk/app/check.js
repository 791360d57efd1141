// What is wrong with the blog: files that are refused, and warnings, each with what to do.
import { ask } from "./api.js";
import { make, withCode } from "./elements.js";
import { room } from "./rooms.js";
import { say } from "./words.js";

/** Show the reports of all files. */
export async function show(me) {
  await room(me, ["check", say("Check")], async (status) => {
    const { refused, warnings, isMore } = await ask("check");
    status.textContent = refused.length || warnings.length ? "" : say("Nothing is wrong.");
    const more = isMore ? make("p", { class: "state" }, say("There are more. They are shown once these are mended.")) : null;
    return [...part(say("Refused"), refused, "refusal"), ...part(say("Warnings"), warnings, "about"), more].filter(Boolean);
  });
}

function part(name, reports, kind) {
  if (!reports.length) return [];
  return [make("h2", {}, name), make("ul", { class: "posts reports" }, ...reports.map((report) => row(report, kind)))];
}

function row(report, kind) {
  const isPost = /^posts\/.*\.md$/.test(report.key);
  const title = make("span", { class: "title", dir: "auto" }, report.key);
  const name = isPost ? make("a", { href: `#edit=${encodeURIComponent(report.key)}` }, title) : title;
  const lines = [report.line && say("Line %(line)s", report), ...(report.found ?? []), report.why].filter(Boolean).join(" · ");
  return make("li", {}, name, make("div", { class: kind }, ...withCode(lines)), make("div", { class: "about" }, ...withCode(report.remedy)));
}
