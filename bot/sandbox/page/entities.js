// Text and its entities as nodes. Offsets count UTF-16 units, which is how JavaScript counts too.
import { el } from "./dom.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const ITEM = /^\s*(?:•|◦|–|-|\d{1,2}[.)])\s/u;

export function renderText(text, entities = []) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const inline = sorted.filter((entity) => !BLOCKS.has(entity.type));
  const fragment = document.createDocumentFragment();
  let at = 0;
  for (const block of sorted.filter((entity) => BLOCKS.has(entity.type))) {
    if (block.offset < at) continue;
    const before = text[block.offset - 1] === "\n" ? block.offset - 1 : block.offset;
    if (before > at) lines(fragment, text, at, before, inline);
    const end = block.offset + block.length;
    const box = el(block.type === "pre" ? "pre" : "blockquote");
    if (block.type === "pre") spans(box, text, block.offset, end, inline);
    else lines(box, text, block.offset, end, inline);
    fragment.append(box);
    at = text[end] === "\n" ? end + 1 : end;
  }
  if (at < text.length) lines(fragment, text, at, text.length, inline);
  return fragment;
}

function lines(parent, text, start, end, entities) {
  let at = start;
  for (const line of text.slice(start, end).split("\n")) {
    const box = el("div", { className: ITEM.test(line) ? "line item" : "line", dir: "auto" });
    if (line) spans(box, text, at, at + line.length, entities);
    else box.append(el("br"));
    parent.append(box);
    at += line.length + 1;
  }
}

function spans(parent, text, start, end, entities) {
  let at = start;
  entities.forEach((entity, index) => {
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (to <= from) return;
    if (from > at) parent.append(text.slice(at, from));
    const node = wrap(entity, text.slice(entity.offset, entity.offset + entity.length));
    spans(node, text, from, to, entities.slice(index + 1).filter((inner) => inner.offset < to));
    parent.append(node);
    at = to;
  });
  if (at < end) parent.append(text.slice(at, end));
}

function wrap(entity, covered) {
  if (TAGS[entity.type]) return el(TAGS[entity.type]);
  if (entity.type === "text_link") return link(entity.url);
  if (entity.type === "url") return link(covered);
  if (entity.type === "bot_command") return el("button", { type: "button", className: "command", "data-command": covered });
  if (entity.type === "spoiler") return spoiler();
  return el("span", { className: entity.type });
}

// Only addresses that cannot run anything become links.
function link(address) {
  let url;
  try { url = new URL(address); } catch { return el("span"); }
  if (!["http:", "https:", "mailto:"].includes(url.protocol)) return el("span");
  return el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" });
}

function spoiler() {
  const node = el("span", { className: "spoiler", tabIndex: 0, role: "button", "aria-label": "Hidden text" });
  const open = () => {
    node.classList.add("open");
    node.removeAttribute("aria-label");
  };
  node.addEventListener("click", open);
  node.addEventListener("keydown", (pressed) => { if (pressed.key === "Enter") open(); });
  return node;
}
