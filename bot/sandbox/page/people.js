// The list of runners and the group: who is speaking, and where.
import * as api from "./api.js";
import { byId, el, face } from "./dom.js";
import { fail } from "./notices.js";

const unread = new Map();
let choose = () => {};

export function onChoose(act) { choose = act; }

export function countUnread(chatId) {
  unread.set(chatId, (unread.get(chatId) ?? 0) + 1);
}

export function draw(state, here) {
  unread.delete(here.chat);
  const chats = state.runners.map((runner) => entry({
    face: face(runner.first_name, runner.id),
    name: runner.first_name,
    about: about(runner),
    unread: unread.get(runner.id),
    current: here.chat === runner.id,
    act: () => choose({ runner: runner.id, chat: runner.id }),
  }));
  const speaker = state.runners.find((runner) => runner.id === here.runner);
  const group = entry({
    face: face("#", 6),
    name: state.group.title,
    about: speaker ? `Group, as ${speaker.first_name}` : "Group",
    unread: unread.get(state.group.id),
    current: here.chat === state.group.id,
    act: () => choose({ runner: here.runner, chat: state.group.id }),
  });
  byId("chats").replaceChildren(...chats, el("hr"), group);
  if (speaker) byId("open-people").replaceChildren(face(speaker.first_name, speaker.id));
  const others = [...unread.values()].some((count) => count > 0);
  byId("open-people").classList.toggle("unread", others);
  byId("open-people").setAttribute("aria-label", `Chats; you are ${speaker?.first_name}${others ? ", unread messages" : ""}`);
}

function about(runner) {
  if (runner.blocked) return "has blocked the bot";
  return runner.started ? runner.username ? `@${runner.username}` : "no username" : "new here";
}

function entry({ face: picture, name, about: line, unread: count, current, act }) {
  const text = el("span", { className: "names" }, el("strong", { textContent: name, dir: "auto" }), el("small", { textContent: line }));
  const badge = count ? el("span", { className: "badge", textContent: count, "aria-label": `${count} unread` }) : null;
  const button = el("button", { type: "button", className: "chat-entry", "aria-current": current ? "true" : null }, picture, text, badge);
  button.addEventListener("click", () => { close(); act(); });
  return button;
}

const panel = byId("people");
const opener = byId("open-people");

function open() {
  byId("toasts").replaceChildren();
  document.body.classList.add("people-open");
  opener.setAttribute("aria-expanded", "true");
  document.querySelector("main").inert = true;
  (panel.querySelector("[aria-current]") ?? byId("close-people")).focus();
}

function close() {
  if (!document.body.classList.contains("people-open")) return;
  document.body.classList.remove("people-open");
  opener.setAttribute("aria-expanded", "false");
  document.querySelector("main").inert = false;
  opener.focus();
}

async function create() {
  const name = byId("runner-name").value.trim();
  const language = byId("runner-language").value.trim() || null;
  const runner = await api.createRunner(name, language);
  close();
  choose({ runner: runner.id, chat: runner.id });
}

opener.addEventListener("click", open);
byId("close-people").addEventListener("click", close);
byId("shade").addEventListener("click", close);
document.addEventListener("keydown", (pressed) => { if (pressed.key === "Escape") close(); });
byId("new-runner").addEventListener("click", () => {
  byId("runner-name").value = "";
  byId("runner-form").returnValue = "";
  byId("runner-form").showModal();
});
byId("runner-cancel").addEventListener("click", () => byId("runner-form").close("cancel"));
byId("runner-form").addEventListener("close", () => {
  if (byId("runner-form").returnValue === "create") create().catch(fail);
});
