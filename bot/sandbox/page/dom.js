// Small helpers. Data becomes text nodes and properties, never markup.

export const byId = (id) => document.getElementById(id);

export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name.includes("-") || name === "role") node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

const HUES = [158, 24, 262, 338, 202, 48, 290, 96];

export function face(name, key) {
  const letters = [...name.trim()].slice(0, 1).join("").toUpperCase() || "?";
  const node = el("span", { className: "face", textContent: letters, "aria-hidden": "true" });
  node.style.setProperty("--hue", HUES[Math.abs(key) % HUES.length]);
  return node;
}

export function show(node, visible) {
  node.hidden = !visible;
}
