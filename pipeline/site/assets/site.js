// What the script adds to the pages: search, filters and sorting, a choice between overlapping marks, a highlight on the
// span or row that a link leads to, addresses in examples, buttons to copy. Without it, everything can still be read.
"use strict";

function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// The id in the address; a fragment that is not well written is none.
function fragment() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return location.hash.slice(1);
  }
}

// --- search, choices and sorting ----------------------------------------------------------------------------

const compare = new Intl.Collator("en", { numeric: true }).compare;

// Accents, apostrophes, dashes and capitals make no difference.
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[\u2018\u2019\u02bc\u0060\u00b4]/g, "'")
    .replace(/[\u2010-\u2015\u2212]/g, "-").toLocaleLowerCase("en");
}

function addSearch(holder, items, words) {
  const asked = new URLSearchParams(location.search);
  const texts = new Map(items.map((item) => [item, fold(`${item.textContent} ${item.dataset.words ?? ""}`)]));
  const count = make("output", {});
  const input = make("input", { type: "search", autocomplete: "off", value: asked.get("q") ?? "" });
  const nothing = make("p", { className: "nothing", hidden: true }, "Nothing found. ");
  const choices = [...holder.querySelectorAll("template[data-facet]")].map((template) => {
    const select = make("select", { name: template.dataset.facet }, make("option", { value: "" }, "all"), template.content);
    select.value = asked.get(select.name) ?? "";
    return [make("label", {}, `${template.dataset.label} `, select), select];
  });
  const arrived = () => items.find((item) => item.id && item.id === fragment());
  const show = () => {
    const sought = fold(input.value).split(/\s+/).filter(Boolean);
    const here = arrived();
    let shown = 0;
    for (const item of items) {
      const fits = sought.every((word) => texts.get(item).includes(word)) &&
        choices.every(([, { name, value }]) => !value || item.dataset[name].split("; ").includes(value));
      item.hidden = !fits && item !== here; // a row that a link leads to is shown, whatever is sought
      shown += !item.hidden;
    }
    count.textContent = `${shown} of ${items.length}`;
    nothing.hidden = shown > 0;
  };
  const change = () => {
    const address = new URL(location);
    for (const [name, value] of [["q", input.value], ...choices.map(([, select]) => [select.name, select.value])]) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    address.hash = ""; // what was arrived at is no longer what is sought
    try {
      history.replaceState(null, "", address);
    } catch {
      // A browser may forbid it for a file.
    }
    show();
  };
  const all = make("button", { type: "button" }, "Show all");
  all.addEventListener("click", () => {
    input.value = "";
    for (const [, select] of choices) select.value = "";
    change();
    input.focus();
  });
  nothing.append(all);
  input.addEventListener("input", change);
  for (const [, select] of choices) select.addEventListener("change", change);
  addEventListener("hashchange", show);
  const labels = choices.map(([label]) => label);
  holder.before(make("div", { className: "tools", role: "search" }, make("label", {}, `${words} `, input), ...labels, count), nothing);
  show();
  arrived()?.scrollIntoView({ block: "center" });
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

for (const cards of document.querySelectorAll(".cards")) {
  addSearch(cards, [...cards.querySelectorAll(".card")], cards.dataset.search);
}

// --- marks --------------------------------------------------------------------------------------------------

const pieces = [...document.querySelectorAll(".piece")];
if (pieces.length) {
  const hidden = new Set();
  const rowsOf = (piece) => piece.dataset.rows.split(" ").filter((row) => !hidden.has(row.split("/")[0]));
  const choice = make("div", { className: "choice", popover: "auto" });
  document.body.append(choice);

  for (const piece of pieces.filter((one) => one.href)) {
    piece.dataset.begins = piece.tabIndex; // -1 where no fact begins
    piece.addEventListener("click", (event) => {
      const rows = rowsOf(piece);
      if (event.ctrlKey || event.metaKey || event.shiftKey || !choice.showPopover) return; // a link as any other
      event.preventDefault();
      const items = rows.map((row) => piece.closest(".line").querySelector(`li[data-row="${CSS.escape(row)}"]`));
      if (items.length === 1 && !items[0].querySelector(".erratum")) location.href = items[0].querySelector("a").href;
      else if (items.length) open(piece, items);
    });
  }

  const open = (piece, items) => {
    const list = make("ul", {}, ...items.map((item) => item.cloneNode(true)));
    const rows = items.length === 1 ? "a row" : `${items.length} rows`;
    choice.replaceChildren(make("p", {}, `These words became ${rows}:`), list);
    choice.showPopover({ source: piece });
    const box = piece.getClientRects()[0];
    const left = Math.min(box.left, document.documentElement.clientWidth - choice.offsetWidth - 16);
    choice.style.left = `${Math.max(16, left) + scrollX}px`;
    choice.style.top = `${box.bottom + scrollY + 12}px`;
    choice.querySelector("a").focus({ preventScroll: true });
    choice.scrollIntoView({ block: "nearest" });
  };

  const light = () => {
    const id = fragment();
    for (const piece of pieces) piece.classList.toggle("lit", piece.dataset.rows.split(" ").includes(id));
    document.querySelector(".piece.lit")?.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", light);
  light();

  for (const box of document.querySelectorAll(".legend input[data-layer]")) {
    const apply = () => {
      hidden[box.checked ? "delete" : "add"](box.dataset.layer);
      for (const piece of pieces.filter((one) => one.href)) {
        piece.tabIndex = rowsOf(piece).length ? Number(piece.dataset.begins) : -1;
      }
    };
    box.addEventListener("change", apply);
    apply(); // a browser may keep what was chosen before
  }
}

// --- examples -----------------------------------------------------------------------------------------------

// The files of the examples, with the address that they have where this site is.
for (const code of document.querySelectorAll("#in-each-tool pre[data-copy] code")) {
  code.textContent = code.textContent.replace(/(^|[^\w/])(downloads\/[\w./-]*)/g, (_, before, path) => before + new URL(path, location.href).href);
}

async function copy(block) {
  try {
    return await navigator.clipboard.writeText(block.textContent);
  } catch {
    // Over plain http there is no clipboard, and in a frame it may be forbidden: what is selected is copied.
  }
  getSelection().selectAllChildren(block);
  document.execCommand("copy");
  return getSelection().removeAllRanges();
}

for (const block of document.querySelectorAll("pre[data-copy]")) {
  const words = `Copy ${block.dataset.copy}`;
  const button = make("button", { type: "button" }, words);
  button.addEventListener("click", async () => {
    await copy(block);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = words), 2000);
  });
  block.before(make("div", { className: "copied" }, button));
}
