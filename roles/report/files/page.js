"use strict";
(function () {
  const table = document.getElementById("doors");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);
  const form = document.getElementById("controls");
  const search = document.getElementById("search");
  const order = document.getElementById("order");
  const count = document.getElementById("count");
  const filters = Array.from(form.querySelectorAll("[data-filter]"));
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const texts = rows.map((row) => Array.from(row.cells, (cell) => cell.textContent).join(" ").toLowerCase());
  const NONE = "\u2013";

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = filters.filter((choice) => choice.value !== "*");
    let shown = 0;
    rows.forEach((row, index) => {
      const fits = words.every((word) => texts[index].includes(word)) &&
        wanted.every((choice) => row.dataset[choice.dataset.filter] === choice.value);
      row.hidden = !fits;
      shown += fits;
    });
    count.textContent = shown + " of " + rows.length + (rows.length === 1 ? " door" : " doors");
  }

  function keyOf(row, column) {
    const cell = row.cells[column];
    return cell.dataset.sort === undefined ? cell.textContent : cell.dataset.sort;
  }

  // What isn't known comes last, whichever way the column is sorted.
  function sort(column, direction) {
    const sign = direction === "descending" ? -1 : 1;
    const keyed = rows.map((row, index) => ({ row, index, key: keyOf(row, column) }));
    keyed.sort((a, b) => (a.key === NONE) - (b.key === NONE) || sign * collator.compare(a.key, b.key) || a.index - b.index);
    const fragment = document.createDocumentFragment();
    keyed.forEach((entry) => fragment.append(entry.row));
    body.append(fragment);
    heads.forEach((head, index) => head.setAttribute("aria-sort", index === column ? direction : "none"));
    order.value = column + " " + direction;
  }

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    const name = head.textContent;
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () =>
      sort(column, head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending"));
    head.replaceChildren(button);
    ["ascending", "descending"].forEach((direction) => order.add(
      new Option(name + (direction === "descending" ? ", reversed" : ""), column + " " + direction)));
  });
  order.addEventListener("change", () => {
    const [column, direction] = order.value.split(" ");
    sort(Number(column), direction);
  });
  search.addEventListener("input", filter);
  filters.forEach((choice) => choice.addEventListener("change", filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  // The fields have their first values only after the event.
  form.addEventListener("reset", () => setTimeout(() => { filter(); sort(0, "ascending"); }));
  sort(0, "ascending");
  filter();
  form.hidden = false;
}());
