"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUE = new Map([...ALPHABET].map((letter, value) => [letter, value]));
  // Only what fits on a screen or two is laid out; the filters bring the rest.
  const ROWS = 100;
  const COLUMNS = 60;

  // Person -> [right, means] pairs of a door; unpacked when the door is first shown.
  function unpack(text) {
    const cells = new Map();
    let person = -1;
    let number = 0;
    let pair = null;
    for (let place = 0; place < text.length; place += 1) {
      if (text[place] === "!") {
        const end = text.indexOf("!", place + 1);
        pair = text.slice(place + 1, end).split(".").map(Number);
        place = end;
        person = -1;
        continue;
      }
      const value = VALUE.get(text[place]);
      number = number * 32 + (value & 31);
      if (value < 32) {
        person += number;
        number = 0;
        if (!cells.has(person)) cells.set(person, []);
        cells.get(person).push(pair);
      }
    }
    return cells;
  }

  const doors = data.doors.map(([name, site, packed]) => ({ name, site, packed, cells: null }));
  const people = data.people.map(([id, name, manager], number) => ({
    number, id, name, manager, text: `${id} ${name}`.toLowerCase(),
  }));
  const cellsOf = (door) => {
    if (door.packed !== null && !door.cells) door.cells = unpack(door.packed);
    return door.cells;
  };

  function element(name, text, attributes) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    Object.assign(made, attributes || {});
    return made;
  }

  function show() {
    const person = byId("person").value.trim().toLowerCase();
    const door = byId("door").value.trim().toLowerCase();
    const site = byId("site").value;
    const shownDoors = doors.filter((each) => each.name.toLowerCase().includes(door) && (!site || each.site === site));
    const columns = shownDoors.slice(0, COLUMNS);
    const shownPeople = people.filter((each) => each.text.includes(person));
    const rows = shownPeople.slice(0, ROWS);
    const head = element("tr");
    head.append(element("th", "Person"), ...columns.map((each) => element("th", each.name)));
    const body = element("tbody");
    for (const each of rows) {
      const row = element("tr");
      row.append(element("th", `${each.id} ${each.name}`.trim(), { title: `managed by ${each.manager || "nobody"}` }));
      for (const column of columns) {
        const cells = cellsOf(column);
        const found = cells && cells.get(each.number);
        const cell = element("td", cells ? (found ? "\u25cf" : "") : "?", { className: cells ? (found ? "yes" : "") : "unknown" });
        if (found) {
          cell.title = found.map(([right, means]) => `${data.rights[right]}: ${data.means[means]}`).join("; ");
          cell.dataset.detail = `${each.id} ${each.name} at ${column.name}: ${cell.title}`;
        } else if (!cells) {
          cell.title = "the door didn't answer";
        }
        row.append(cell);
      }
      body.append(row);
    }
    const table = element("table");
    const top = element("thead");
    top.append(head);
    table.append(top, body);
    byId("matrix").replaceChildren(table);
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
  byId("filters").addEventListener("input", show);
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("matrix").addEventListener("click", (event) => {
    if (event.target.dataset.detail) byId("detail").textContent = event.target.dataset.detail;
  });
  show();
})();
