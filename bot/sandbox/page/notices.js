// Toasts and alerts: what the bot answers to a tap, and what went wrong.
import { byId, el } from "./dom.js";

const SHOWN_FOR = 4500;
const MOST = 3;

export function toast(text, kind = "") {
  const note = el("div", { className: `toast ${kind}`, textContent: text, dir: "auto" });
  byId("toasts").append(note);
  if (byId("toasts").childElementCount > MOST) byId("toasts").firstChild.remove();
  setTimeout(() => note.remove(), SHOWN_FOR);
}

export function alertBox(text) {
  byId("alert-text").textContent = text;
  if (!byId("alert").open) byId("alert").showModal();
}

export function fail(error) {
  toast(error.message, "error");
}
