// Ties the page together: what is known, where the reader is, and what the live events change.
import * as api from "./api.js";
import * as clock from "./clock.js";
import * as commands from "./commands.js";
import * as composer from "./composer.js";
import * as conversation from "./conversation.js";
import { byId, el, face, show } from "./dom.js";
import { alertBox, fail, toast } from "./notices.js";
import * as people from "./people.js";

const ACTION_FOR = 5500;
const ACTIONS = { typing: "typing…", upload_photo: "sending a picture…", upload_document: "sending a file…" };
let state = null;
let here = { runner: null, chat: null };
let held = null; // events that arrive while the history is being read
let actionEnds = 0;
let wanted = 0;

const runner = () => state.runners.find((one) => one.id === here.runner);
const inGroup = () => here.chat === state.group.id;

function placeFromAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const id = Number(asked.get("runner"));
  const known = state.runners.find((one) => one.id === id) ?? state.runners[0];
  return { runner: known.id, chat: asked.get("chat") === "group" ? state.group.id : known.id };
}

// Everything anew: at the start, after a lost connection, and when this page fell behind.
async function reload() {
  held = held ?? [];
  const ours = ++wanted;
  state = await api.getState();
  if (!state.runners.some((one) => one.id === here.runner)) here = placeFromAddress();
  clock.set(state.clock);
  composerHere();
  await drawChat();
  if (ours !== wanted) return;
  const missed = held;
  held = null;
  missed.forEach(apply);
}

async function goTo(place) {
  here = place;
  const mark = inGroup() ? `runner=${place.runner}&chat=group` : `runner=${place.runner}`;
  history.replaceState(null, "", `#${mark}`);
  await reload();
  if (!byId("composer").hidden && matchMedia("(pointer: fine)").matches) byId("field").focus();
}

let composedFor = null;

function composerHere() {
  const key = `${here.runner} ${here.chat}`;
  if (composedFor === key) return;
  composedFor = key;
  setAction("");
  conversation.setView({ runner: here.runner, group: inGroup(), edit: composer.startEdit, reply: composer.startReply });
  composer.moveTo(here);
}

async function drawChat() {
  drawFrame();
  await Promise.all([conversation.open(here.chat), commands.load(here.runner)]);
  composer.drawKeyboard();
}

function drawFrame() {
  const me = runner();
  people.draw(state, here);
  byId("bot-name").textContent = inGroup() ? state.group.title : state.bot.first_name;
  document.title = `${byId("bot-name").textContent} · ${me.first_name}`;
  if (!actionEnds) byId("status").textContent = inGroup() ? `group, you are ${me.first_name}` : `bot, you are ${me.first_name}`;
  const fresh = !inGroup() && !me.started;
  byId("block").setAttribute("aria-pressed", String(me.blocked));
  byId("block").setAttribute("aria-label", me.blocked ? "Unblock the bot" : "Block the bot");
  byId("block").title = byId("block").getAttribute("aria-label");
  show(byId("block"), !fresh && !inGroup());
  show(byId("start-panel"), fresh && !me.blocked);
  show(byId("blocked-panel"), me.blocked);
  show(byId("composer"), !fresh && !me.blocked);
  show(byId("empty"), fresh);
  if (fresh) byId("empty").replaceChildren(...introduction());
}

function introduction() {
  const { first_name, username, description } = state.bot;
  const parts = [face(first_name, 0), el("h2", { textContent: first_name }), el("p", { textContent: `@${username}` })];
  if (description) parts.push(el("p", { className: "description", textContent: description }));
  return parts;
}

function setAction(action) {
  clearTimeout(actionEnds);
  actionEnds = action ? setTimeout(() => { setAction(""); }, ACTION_FOR) : 0;
  byId("status").classList.toggle("active", Boolean(action));
  if (action) byId("status").textContent = ACTIONS[action] ?? "busy…";
  else if (state) drawFrame();
}

const handlers = {
  message(event) {
    if (event.chat_id !== here.chat) {
      people.countUnread(event.chat_id);
      people.draw(state, here);
      return;
    }
    if (event.message.from.is_bot) setAction("");
    conversation.upsert(event.message);
    composer.drawKeyboard();
  },
  edit(event) { if (event.chat_id === here.chat) conversation.upsert(event.message); },
  delete(event) { if (event.chat_id === here.chat) conversation.remove(event.message_id); },
  action(event) { if (event.chat_id === here.chat) setAction(event.action); },
  answer(event) {
    if (event.chat_id !== here.chat) return;
    conversation.answered(event);
    if (event.runner_id !== here.runner) return;
    if (event.text) (event.show_alert ? alertBox : toast)(event.text);
    if (event.url) open(event.url, "_blank", "noopener");
  },
  clock(event) { clock.set(event.clock); },
  async runner() {
    state = await api.getState();
    drawFrame();
  },
  async profile() {
    state = await api.getState();
    drawFrame();
    await commands.load(here.runner);
  },
  hello: reload,
  resync: reload,
};

function apply(event) {
  const done = handlers[event.type]?.(event);
  if (done instanceof Promise) done.catch(fail);
  if (event.type === "message" || event.type === "answer") dueSoon();
}

function receive(event) {
  if (held && event.type !== "hello" && event.type !== "resync") held.push(event);
  else apply(event);
}

let dueTimer = 0;

function dueSoon() {
  clearTimeout(dueTimer);
  dueTimer = setTimeout(() => clock.refresh().catch(() => {}), 400);
}

const setBlocked = (blocked) => api.setBlocked(here.runner, blocked).catch(fail);

people.onChoose((place) => goTo(place).catch(fail));
byId("start").addEventListener("click", () => composer.say("/start"));
byId("unblock").addEventListener("click", () => setBlocked(false));
byId("block").addEventListener("click", () => setBlocked(!runner().blocked));
byId("log").addEventListener("click", (clicked) => {
  const command = clicked.target.closest(".command");
  if (command) composer.say(command.dataset.command);
});
api.listen(receive, (connected) => show(byId("offline"), !connected));
