// Tabs and groups of choices, worked with the arrow keys as well as with the pointer.
import { byId } from "./dom.js";

/** Wires the tabs inside `root`; returns a function that shows the tab of a name. */
export function tabs(root, shown) {
  const all = Array.from(root.querySelectorAll('[role="tab"]'));
  const show = (name) => {
    for (const tab of all) {
      const chosen = tab.id === `tab-${name}`;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) tab.hidden = false;
      byId(tab.getAttribute("aria-controls")).hidden = !chosen;
    }
    shown(name);
  };
  const pick = (tab) => {
    show(tab.id.slice("tab-".length));
    tab.focus();
  };
  for (const tab of all) {
    tab.addEventListener("click", () => pick(tab));
    tab.addEventListener("keydown", (event) => step(event, all, tab, pick));
  }
  return show;
}

/** Wires buttons of which one is chosen; `chosen` is called with its id. Returns a function that chooses one. */
export function choiceGroup(ids, chosen) {
  const all = ids.map(byId);
  const mark = (button) => {
    for (const each of all) {
      each.setAttribute("aria-checked", String(each === button));
      each.tabIndex = each === button ? 0 : -1;
    }
  };
  const pick = (button) => {
    mark(button);
    button.focus();
    chosen(button.id);
  };
  for (const button of all) {
    button.addEventListener("click", () => pick(button));
    button.addEventListener("keydown", (event) => step(event, all, button, pick));
  }
  return (id) => mark(byId(id));
}

function step(event, all, current, pick) {
  const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (move === undefined) return;
  event.preventDefault();
  const there = all.filter((each) => !each.hidden);
  pick(there[(there.indexOf(current) + move + there.length) % there.length]);
}
