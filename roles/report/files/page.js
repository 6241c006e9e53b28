"use strict";
(function () {
  const STEP = 200;
  const NONE = "\u2013";
  const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', "#34": '"', "#39": "'", "#x27": "'" };
  const table = document.getElementById("doors");
  const body = table.tBodies[0];
  const heads = Array.from(table.tHead.rows[0].cells);
  const form = document.getElementById("controls");
  const search = document.getElementById("search");
  const order = document.getElementById("order");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const next = document.getElementById("next");
  const filters = Array.from(form.querySelectorAll("[data-filter]"));
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  // The doors as the page's maker has ordered them: the first are laid out, the others are the text of a table that
  // only a browser without scripts lays out.
  const total = body.rows.length;
  const rest = document.getElementById("rest").textContent.split("\n").filter((line) => line.startsWith("<tr"));
  let doors = null;
  let fitting = null;
  let sorted = { column: -1, direction: "ascending" };
  let limit = STEP;
  let typing = 0;

  function plain(html) {
    return html.replace(/<[^>]*>/g, " ").replace(/&(#?\w+);/g, (found, name) => ENTITIES[name] || found);
  }

  // What is searched, filtered and sorted by is read out of the text of a row, as making elements takes ten times as long.
  function described(html, index) {
    const marks = {};
    const head = html.slice(0, html.indexOf(">"));
    for (const [, name, value] of head.matchAll(/ data-(\w+)="([^"]*)"/g)) {
      marks[name] = plain(value);
    }
    return { html, index, marks, text: plain(html).toLowerCase() };
  }

  function all() {
    if (doors === null) {
      const first = Array.from(body.rows, (row) => row.outerHTML);
      doors = first.concat(rest).map(described);
      fitting = doors;
    }
    return doors;
  }

  function keyOf(door, column) {
    const cell = door.html.split(/<(?=t[hd][ >])/)[column + 1];
    const given = / data-sort="([^"]*)"/.exec(cell.slice(0, cell.indexOf(">") + 1));
    return plain(given ? given[1] : cell.slice(cell.indexOf(">") + 1)).trim();
  }

  function wants(door, name, value) {
    return name === "look" ? door.marks.look.split(" ").includes(value) : door.marks[name] === value;
  }

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = filters.filter((choice) => choice.value !== "*").map((choice) => [choice.dataset.filter, choice.value]);
    fitting = all().filter((door) => words.every((word) => door.text.includes(word)) &&
      wanted.every(([name, value]) => wants(door, name, value)));
    limit = STEP;
    arrange();
  }

  // What isn't known comes last, whichever way the column is sorted.
  function arrange() {
    const { column, direction } = sorted;
    let ordered = fitting;
    if (column >= 0) {
      const sign = direction === "descending" ? -1 : 1;
      const keyed = fitting.map((door) => ({ door, key: keyOf(door, column) }));
      keyed.sort((a, b) => (a.key === NONE) - (b.key === NONE) || sign * collator.compare(a.key, b.key) ||
        a.door.index - b.door.index);
      ordered = keyed.map((entry) => entry.door);
    }
    fitting = ordered;
    show();
  }

  function show() {
    body.innerHTML = fitting.slice(0, limit).map((door) => door.html).join("\n");
    tell(fitting.length);
  }

  function tell(number) {
    count.textContent = number + " of " + (total + rest.length) + (total + rest.length === 1 ? " door" : " doors");
    more.hidden = number <= limit;
    next.textContent = "Show " + Math.min(STEP, number - limit) + " more of " + (number - limit);
    document.querySelectorAll(".pick").forEach((button) => {
      const picked = picks(button.parentElement);
      button.setAttribute("aria-pressed", String(Object.keys(picked).some((name) => picked[name] !== "*") &&
        filters.every((choice) => choice.value === ((picked[choice.dataset.filter] ?? "*")))));
    });
  }

  function sort(column, direction) {
    sorted = { column, direction };
    heads.forEach((head, index) => head.setAttribute("aria-sort", index === column ? direction : "none"));
    order.value = column + " " + direction;
    if (column < 0) {
      filter();
    } else {
      all();
      arrange();
    }
  }

  function showUpTo(number) {
    all();
    limit = number;
    show();
  }

  // A tile, a bar or a site sets the filters that it names, and takes all others back.
  function picks(element) {
    const picked = {};
    for (const name of Object.keys(element.dataset).filter((key) => key.startsWith("pick"))) {
      picked[name.slice(4).toLowerCase()] = element.dataset[name];
    }
    return picked;
  }

  function pick(element) {
    const picked = picks(element);
    search.value = "";
    filters.forEach((choice) => { choice.value = (picked[choice.dataset.filter] ?? "*"); });
    filter();
    document.getElementById("controls").scrollIntoView({ block: "start" });
  }

  function asButton(element, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...element.childNodes);
    button.addEventListener("click", action);
    element.append(button);
    return button;
  }

  order.add(new Option("Worst first", "-1 ascending"));
  heads.forEach((head, column) => {
    const name = head.textContent;
    asButton(head, () => sort(column, head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending"));
    head.setAttribute("aria-sort", "none");
    ["ascending", "descending"].forEach((direction) => order.add(
      new Option(name + (direction === "descending" ? ", reversed" : ""), column + " " + direction)));
  });
  document.querySelectorAll("[data-pick-look], [data-pick-site], [data-pick-model], [data-pick-state]").forEach(
    (element) => { asButton(element, () => pick(element)).className = "pick"; });
  order.addEventListener("change", () => {
    const [column, direction] = order.value.split(" ");
    sort(Number(column), direction);
  });
  // A word is typed faster than the rows of its first letters are laid out.
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(filter, 150);
  });
  filters.forEach((choice) => choice.addEventListener("change", filter));
  next.addEventListener("click", () => showUpTo(limit + STEP));
  document.getElementById("all").addEventListener("click", () => showUpTo(Infinity));
  // What is cut off is whole where the mouse rests on it.
  table.addEventListener("mouseover", (event) => {
    const element = event.target;
    if (element.scrollWidth > element.clientWidth) {
      element.title = element.textContent;
    }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  // The fields have their first values only after the event.
  form.addEventListener("reset", () => setTimeout(() => sort(-1, "ascending")));
  // A print has every door that fits the filters.
  window.addEventListener("beforeprint", () => { all(); body.innerHTML = fitting.map((door) => door.html).join("\n"); });
  window.addEventListener("afterprint", show);
  tell(total + rest.length);
  form.hidden = false;
}());
