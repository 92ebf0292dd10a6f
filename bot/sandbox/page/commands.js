// The command menu: opened by its button, and narrowed while a "/" is typed.
import * as api from "./api.js";
import { byId, el, show } from "./dom.js";

const list = byId("suggestions");
const field = byId("field");
let known = [];
let chosen = -1;
let send = () => {};

export function onCommand(act) { send = act; }

export async function load(runner) {
  known = (await api.getCommands(runner)).commands;
  show(byId("menu"), known.length > 0);
}

export function suggest() {
  const typed = /^\/([a-z0-9_]*)$/i.exec(field.value);
  draw(typed ? known.filter((one) => one.command.startsWith(typed[1].toLowerCase())) : []);
}

export function hide() { draw([]); }

// True when the key was for the list.
export function key(pressed) {
  if (list.hidden) return false;
  const count = list.children.length;
  if (pressed === "ArrowDown") choose((chosen + 1) % count);
  else if (pressed === "ArrowUp") choose((chosen - 1 + count) % count);
  else if (pressed === "Escape") hide();
  else if (pressed === "Tab" || pressed === "Enter") return take(pressed);
  else return false;
  return true;
}

function take(pressed) {
  const index = chosen >= 0 ? chosen : pressed === "Tab" ? 0 : -1;
  if (index < 0) return false;
  const command = list.children[index].dataset.command;
  if (pressed === "Tab") {
    field.value = `${command} `;
    hide();
  } else {
    run(command);
  }
  return true;
}

function run(command) {
  hide();
  send(command);
}

function choose(index) {
  chosen = index;
  [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
  const item = list.children[index];
  if (item) {
    field.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  } else {
    field.removeAttribute("aria-activedescendant");
  }
}

function draw(commands) {
  list.replaceChildren(...commands.map(item));
  show(list, commands.length > 0);
  byId("menu").setAttribute("aria-expanded", String(commands.length > 0));
  choose(-1);
}

function item({ command, description }) {
  const node = el("li", { role: "option", id: `command-${command}`, "data-command": `/${command}` },
    el("strong", { textContent: `/${command}` }), el("span", { textContent: description, dir: "auto" }));
  // The field keeps the focus, so that the keyboard of a phone stays as it is.
  node.addEventListener("pointerdown", (pressed) => pressed.preventDefault());
  node.addEventListener("click", () => run(node.dataset.command));
  return node;
}

byId("menu").addEventListener("click", () => {
  if (list.hidden) {
    draw(known);
    field.focus();
  } else {
    hide();
  }
});
document.addEventListener("click", (clicked) => {
  if (!list.hidden && !byId("composer").contains(clicked.target)) hide();
});
