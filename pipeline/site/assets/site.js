// What the pages gain by a script: search and sorting, a choice between marks that lie upon each other, light on the
// span or row that one arrives at, a network that moves, buttons to copy. Without it, everything is there to be read.
"use strict";

function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// --- search and sorting -------------------------------------------------------------------------------------

const compare = new Intl.Collator("en", { numeric: true }).compare;

function addSearch(holder, items, words) {
  const count = make("output", {});
  const input = make("input", { type: "search", autocomplete: "off" });
  const show = () => {
    const sought = input.value.toLocaleLowerCase("en").split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const text = item.textContent.toLocaleLowerCase("en");
      item.hidden = !sought.every((word) => text.includes(word));
      shown += !item.hidden;
    }
    count.textContent = `${shown} of ${items.length}`;
  };
  input.addEventListener("input", show);
  const tools = make("div", { className: "tools", role: "search" }, make("label", {}, `${words} `, input), count);
  tools.show = show;
  holder.before(tools);
  show();
  return tools;
}

for (const table of document.querySelectorAll("table[data-rows]")) {
  const body = table.tBodies[0];
  if (table.dataset.search) addSearch(table.closest(".scroll"), [...body.rows], table.dataset.search);
  for (const [place, head] of [...table.tHead.rows[0].cells].entries()) {
    const button = make("button", { type: "button" }, head.textContent);
    head.replaceChildren(button);
    const key = (row) => row.cells[place].dataset.sort ?? row.cells[place].textContent.trim();
    button.addEventListener("click", () => {
      const sign = head.ariaSort === "ascending" ? -1 : 1;
      for (const other of table.tHead.rows[0].cells) other.ariaSort = null;
      head.ariaSort = sign > 0 ? "ascending" : "descending";
      // What is empty comes last, whatever the order.
      const rows = [...body.rows].map((row) => [key(row), row]);
      rows.sort(([a], [b]) => (a === "") - (b === "") || sign * compare(a, b));
      body.append(...rows.map(([, row]) => row));
    });
  }
}

for (const cards of document.querySelectorAll("[data-cards]")) {
  const items = [...cards.children];
  const tools = addSearch(cards, items, "Search partners");
  const orders = { name: "name", kind: "kind", mandates: "most Resolutions and Decisions" };
  const options = Object.entries(orders).map(([value, words]) => make("option", { value }, words));
  const select = make("select", {}, make("option", { value: "" }, "key"), ...options);
  select.addEventListener("change", () => {
    const order = select.value;
    const sign = order === "mandates" ? -1 : 1;
    const sorted = order ? [...items].sort((a, b) => sign * compare(a.dataset[order], b.dataset[order])) : items;
    cards.append(...sorted);
  });
  tools.append(make("label", {}, "Sort by ", select));
}

// --- marks --------------------------------------------------------------------------------------------------

const pieces = [...document.querySelectorAll(".piece")];
if (pieces.length) {
  const hidden = new Set();
  const rowsOf = (piece) => piece.dataset.rows.split(" ").filter((row) => !hidden.has(row.split("/")[0]));
  const choice = make("div", { className: "choice", popover: "auto" });
  document.body.append(choice);

  for (const piece of pieces) {
    piece.dataset.begins = piece.tabIndex; // -1 where no fact begins
    piece.addEventListener("click", (event) => {
      const rows = rowsOf(piece);
      if (event.ctrlKey || event.metaKey || event.shiftKey || !choice.showPopover) return; // a link as any other
      event.preventDefault();
      const items = rows.map((row) => piece.closest(".line").querySelector(`li[data-row="${CSS.escape(row)}"]`));
      if (items.length === 1) location.href = items[0].querySelector("a").href;
      if (items.length < 2) return;
      const list = make("ul", {}, ...items.map((item) => item.cloneNode(true)));
      choice.replaceChildren(make("p", {}, `These words became ${items.length} rows:`), list);
      choice.showPopover({ source: piece });
      const box = piece.getClientRects()[0];
      const left = Math.min(box.left, document.documentElement.clientWidth - choice.offsetWidth - 16);
      choice.style.left = `${Math.max(16, left) + scrollX}px`;
      choice.style.top = `${box.bottom + scrollY + 12}px`;
      choice.querySelector("a").focus({ preventScroll: true });
      choice.scrollIntoView({ block: "nearest" });
    });
  }

  const light = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    for (const piece of pieces) piece.classList.toggle("lit", piece.dataset.rows.split(" ").includes(id));
    const first = document.querySelector(".piece.lit");
    if (first) first.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", light);
  light();

  for (const box of document.querySelectorAll(".legend input[data-layer]")) {
    const apply = () => {
      hidden[box.checked ? "delete" : "add"](box.dataset.layer);
      for (const piece of pieces) piece.tabIndex = rowsOf(piece).length ? Number(piece.dataset.begins) : -1;
    };
    box.addEventListener("change", apply);
    apply(); // a browser may keep what was chosen before
  }
}

// --- pictures -----------------------------------------------------------------------------------------------

for (const svg of document.querySelectorAll(".network svg")) {
  const nodes = [...svg.querySelectorAll("[data-node]")];
  const edges = [...svg.querySelectorAll("[data-from]")];
  const said = svg.closest("figure").querySelector(".said");
  const name = (id) => nodes.find((node) => node.dataset.node === id).getAttribute("aria-label");
  const forget = () => {
    svg.classList.remove("far");
    for (const element of svg.querySelectorAll(".near")) element.classList.remove("near");
  };
  const show = (node) => {
    forget();
    svg.classList.add("far");
    const id = node.dataset.node;
    const near = edges.filter((edge) => edge.dataset.from === id || edge.dataset.to === id);
    const ids = new Set([id, ...near.flatMap((edge) => [edge.dataset.from, edge.dataset.to])]);
    for (const element of [...near, ...nodes.filter((other) => ids.has(other.dataset.node))]) element.classList.add("near");
    ids.delete(id);
    said.replaceChildren(make("b", {}, name(id)), `: ${[...ids].map(name).join("; ")}`);
  };
  for (const node of nodes) {
    node.addEventListener("pointerenter", () => show(node));
    node.addEventListener("pointerleave", forget);
    node.addEventListener("focus", () => show(node));
    node.addEventListener("blur", forget);
  }
  move(svg, nodes, edges);
}

// Drag a node, or the whole picture; zoom by buttons, or by the wheel with Ctrl.
function move(svg, nodes, edges) {
  const view = svg.querySelector(".view");
  let [x, y, scale] = [0, 0, 1];
  const draw = () => view.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
  const { width, height } = svg.viewBox.baseVal;
  const zoom = (factor, [cx, cy] = [width / 2, height / 2]) => {
    const next = Math.min(6, Math.max(0.6, scale * factor));
    [x, y, scale] = [cx - ((cx - x) * next) / scale, cy - ((cy - y) * next) / scale, next];
    draw();
  };
  const reset = () => {
    [x, y, scale] = [0, 0, 1];
    draw();
  };
  const point = (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [at.x, at.y];
  };
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, point(event));
  }, { passive: false });
  const button = (sign, words, act) => {
    const made = make("button", { type: "button", ariaLabel: words, title: words }, sign);
    made.addEventListener("click", act);
    return made;
  };
  const buttons = [
    button("+", "Zoom in", () => zoom(1.3)), button("−", "Zoom out", () => zoom(1 / 1.3)), button("⟲", "Reset the view", reset),
  ];
  svg.closest("figure").prepend(make("div", { className: "zoom" }, ...buttons));

  let held = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return; // a finger scrolls the page
    held = { node: event.target.closest("[data-node]"), last: point(event), moved: false };
  });
  svg.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [px, py] = point(event);
    const [dx, dy] = [px - held.last[0], py - held.last[1]];
    if (!held.moved && Math.hypot(dx, dy) < 4) return;
    if (!held.moved) svg.setPointerCapture(event.pointerId); // from here on, it is no click on the node
    held.moved = true;
    held.last = [px, py];
    if (!held.node) {
      [x, y] = [x + dx, y + dy];
      draw();
      return;
    }
    const place = held.node.transform.baseVal[0].matrix;
    [place.e, place.f] = [place.e + dx / scale, place.f + dy / scale];
    const id = held.node.dataset.node;
    for (const edge of edges) {
      for (const [end, number] of [["from", 1], ["to", 2]]) {
        if (edge.dataset[end] !== id) continue;
        edge.setAttribute(`x${number}`, place.e);
        edge.setAttribute(`y${number}`, place.f);
      }
    }
  });
  const letGo = () => {
    held = null;
  };
  svg.addEventListener("pointerup", letGo);
  svg.addEventListener("pointercancel", letGo);
  svg.addEventListener("dragstart", (event) => event.preventDefault());
}

// --- copying ------------------------------------------------------------------------------------------------

for (const block of document.querySelectorAll("pre[data-copy]")) {
  const button = make("button", { type: "button", ariaLabel: `Copy the ${block.dataset.copy}` }, "Copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  });
  block.before(make("div", { className: "copied" }, button));
}
