"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = new Uint8Array(128);
  [...ALPHABET].forEach((letter, value) => { VALUE[letter.charCodeAt(0)] = value; });
  // What is laid out at once. The filters bring the rest: one person at all doors, and everybody of one door.
  const ROWS = 50;
  const COLUMNS = 60;
  const CELLS = ROWS * COLUMNS;

  // What a door lets each person do, unpacked when the door is first shown: by person a number of its kinds, 0 for
  // nothing. A kind is the pairs of right and means that somebody has there.
  function unpack(text) {
    const of = new Uint16Array(data.people.length);
    const kinds = [null];
    const numbers = new Map();
    const kind = (pairs) => {
      const key = pairs.join();
      if (!numbers.has(key)) numbers.set(key, kinds.push(pairs) - 1);
      return numbers.get(key);
    };
    let person = -1;
    let step = 0;
    let pair = "";
    let alone = 0;
    for (let place = 0; place < text.length; place += 1) {
      if (text[place] === "!") {
        const end = text.indexOf("!", place + 1);
        pair = text.slice(place + 1, end);
        alone = kind([pair]);
        place = end;
        person = -1;
        continue;
      }
      const value = VALUE[text.charCodeAt(place)];
      step = step * 32 + (value & 31);
      if (value < 32) {
        person += step;
        step = 0;
        of[person] = of[person] ? kind([...kinds[of[person]], pair]) : alone;
      }
    }
    return { of, kinds };
  }

  const doors = data.doors.map(([name, site, packed]) => ({ name, site, packed, cells: null }));
  const people = data.people.map(([id, name, manager], number) => ({
    number, id, name, manager, text: `${id} ${name}`.toLowerCase(),
  }));
  const cellsOf = (door) => {
    if (door.packed !== null && !door.cells) door.cells = unpack(door.packed);
    return door.cells;
  };
  const told = (pair) => {
    const [right, means] = pair.split(".").map(Number);
    return `${data.rights[right]}: ${data.means[means]}`;
  };

  function element(name, text, attributes) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    Object.assign(made, attributes || {});
    return made;
  }

  // How many rows and columns there is room for: where there are few of the one, more of the other.
  function room(rows, columns) {
    const few = (count, limit) => Math.max(1, Math.min(count, limit));
    return [
      Math.max(ROWS, Math.floor(CELLS / few(columns, COLUMNS))), Math.max(COLUMNS, Math.floor(CELLS / few(rows, ROWS))),
    ];
  }

  // The one cell that the tab key comes to, from which the arrow keys go on; and the one whose details are shown.
  let current = null;
  let expanded = null;

  function select(cell) {
    if (current) current.removeAttribute("tabindex");
    current = cell;
    if (cell) cell.tabIndex = 0;
  }

  function go(cell) {
    const matrix = byId("matrix");
    const table = cell.closest("table");
    // what is scrolled to is not below the headings, which stay where they are
    matrix.style.scrollPadding = `${table.tHead.offsetHeight}px 0 0 ${cell.parentElement.cells[0].offsetWidth}px`;
    select(cell);
    cell.ariaLabel = cell.dataset.detail || "no";
    cell.focus();
  }

  function close() {
    if (expanded) expanded.ariaExpanded = "false";
    expanded = null;
    byId("detail").textContent = "";
  }

  function toggle(cell) {
    const opens = cell !== expanded && cell.dataset.detail;
    close();
    if (!opens) return;
    expanded = cell;
    cell.ariaExpanded = "true";
    byId("detail").textContent = cell.dataset.detail;
  }

  // The cell that a key leads to: null at the edge, undefined for other keys.
  function next(cell, key) {
    const row = cell.parentElement;
    const rows = row.parentElement.rows;
    const at = (line, column) => (column > 0 && rows[line] && rows[line].cells[column]) || null;
    const [line, column] = [row.sectionRowIndex, cell.cellIndex];
    return {
      ArrowLeft: () => at(line, column - 1),
      ArrowRight: () => at(line, column + 1),
      ArrowUp: () => at(line - 1, column),
      ArrowDown: () => at(line + 1, column),
      Home: () => at(line, 1),
      End: () => at(line, row.cells.length - 1),
    }[key]?.();
  }

  function show() {
    const person = byId("person").value.trim().toLowerCase();
    const door = byId("door").value.trim().toLowerCase();
    const site = byId("site").value;
    const shownDoors = doors.filter((each) => each.name.toLowerCase().includes(door) && (!site || each.site === site));
    const named = people.filter((each) => each.text.includes(person));
    // Who opens these doors? A door that didn't answer may let in anybody.
    const opens = (each) => shownDoors.some((one) => !cellsOf(one) || cellsOf(one).of[each.number]);
    const shownPeople = door || site ? named.filter(opens) : named;
    const [rowsLeft, columnsLeft] = room(shownPeople.length, shownDoors.length);
    const columns = shownDoors.slice(0, columnsLeft);
    const rows = shownPeople.slice(0, rowsLeft);
    const head = element("tr");
    head.append(element("th", "Person"), ...columns.map((each) => element("th", each.name)));
    const body = element("tbody");
    for (const each of rows) {
      const row = element("tr");
      row.append(element("th", `${each.id} ${each.name}`.trim(), { title: `managed by ${each.manager || "nobody"}` }));
      for (const column of columns) {
        const cells = cellsOf(column);
        const found = cells && cells.kinds[cells.of[each.number]];
        const cell = element("td", cells ? (found ? "\u25cf" : "") : "?", { className: cells ? (found ? "yes" : "") : "unknown" });
        if (found || !cells) {
          cell.title = found ? found.map(told).join("; ") : "the door didn't answer";
          cell.dataset.detail = `${each.id} ${each.name} at ${column.name}: ${cell.title}`;
          cell.ariaExpanded = "false";
        }
        row.append(cell);
      }
      body.append(row);
    }
    const table = element("table", "", { role: "grid" });
    const top = element("thead");
    top.append(head);
    table.append(top, body);
    close();
    byId("matrix").replaceChildren(table);
    current = null;
    // a filter may have brought other cells in the place of the one that the tab key came to
    select(table.querySelector("[data-detail]"));
    byId("count").textContent =
      `${rows.length} of ${shownPeople.length} people, ${columns.length} of ${shownDoors.length} doors`;
  }

  for (const site of [...new Set(doors.map((door) => door.site))].filter(Boolean).sort()) {
    byId("site").append(element("option", site, { value: site }));
  }
  byId("part").textContent = data.part || "";
  for (const one of data.findings) {
    const where = one.doors.join(", ") + (one.more ? ` and ${one.more} more` : "");
    byId("findings").append(element("li", `${one.severity} ${one.id}: ${one.text}${where ? ` (${where})` : ""}`, { className: one.severity }));
  }
  if (data.found > data.findings.length) {
    byId("findings").append(element("li", `and ${data.found - data.findings.length} more, which are in access.json`));
  }
  // Whoever types fast waits for one drawing, not for one of each letter.
  let waits = false;
  function showSoon() {
    if (waits) return;
    waits = true;
    requestAnimationFrame(() => {
      waits = false;
      show();
    });
  }
  for (const name of ["person", "door"]) byId(name).addEventListener("input", showSoon);
  byId("site").addEventListener("change", showSoon);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("matrix").addEventListener("click", (event) => {
    const cell = event.target.closest("td");
    if (!cell || !cell.dataset.detail) return;
    go(cell);
    toggle(cell);
  });
  byId("matrix").addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    if (!cell || event.ctrlKey || event.altKey || event.metaKey) return;
    const to = next(cell, event.key);
    if (to) go(to);
    if (event.key === "Enter" || event.key === " ") toggle(cell);
    else if (to === undefined) return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !expanded) return;
    const cell = expanded;
    close();
    // a field that is being typed in keeps the keyboard
    if (!document.activeElement.closest("form")) go(cell);
  });
  show();
})();
