// The practice clock: shown in the browser's zone, moved by two buttons.
import * as api from "./api.js";
import { byId } from "./dom.js";
import { dayAndTime, fullTime, zone } from "./format.js";
import { fail, toast } from "./notices.js";

let ahead = 0;
let due = null;

export function set(clock) {
  ahead = new Date(clock.now) - Date.now();
  due = clock.next_due ? new Date(clock.next_due) : null;
  tick();
}

function tick() {
  const now = new Date(Date.now() + ahead);
  const shown = byId("now");
  const text = dayAndTime(now);
  if (shown.textContent !== text) shown.textContent = text;
  shown.dateTime = now.toISOString();
  shown.title = `${fullTime(now)}, ${zone}`;
  byId("due").textContent = due ? `next due ${dayAndTime(due)}` : `your time, ${zone}`;
}

async function jump(button, to) {
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  try {
    if (to === "next-due") await refresh();
    if (to === "next-due" && !due) {
      toast("Nothing is planned, so there is nothing to jump to.");
      return;
    }
    set(await api.jump(to));
    toast(`It is ${byId("now").textContent} now.`);
  } catch (error) {
    fail(error);
  } finally {
    button.disabled = false;
    button.removeAttribute("aria-busy");
    button.focus({ preventScroll: true });
  }
}

// What is due next changes as the bot works, and no event says so.
export async function refresh() {
  set(await api.getClock());
}

byId("jump-due").addEventListener("click", () => jump(byId("jump-due"), "next-due"));
byId("jump-day").addEventListener("click", () => jump(byId("jump-day"), "one-day"));
setInterval(tick, 1000);
