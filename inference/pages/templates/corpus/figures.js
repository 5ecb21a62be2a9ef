"use strict";
// Choose the category that tiles and ranks show, and save the figures behind a chart as CSV.
const figures = JSON.parse(document.getElementById("data").textContent);

const making = (() => {
  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children.filter((one) => one !== null));
    return made;
  };
  const said = (chinese, english) => {
    const both = document.createDocumentFragment();
    both.append(element("span", { class: "zh" }, chinese), element("span", { class: "en", lang: "en" }, english));
    return both;
  };
  return { element, said };
})();

const saving = (() => {
  // What a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers.
  const cell = (value) => {
    if (value === null || value === undefined) return "";
    if (typeof value === "number") return String(value);
    const safe = /^[=+\-@\t\r\n]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };

  function save(name, rows) {
    const text = rows.map((row) => row.map(cell).join(",")).join("\r\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`\uFEFF${text}\r\n`], { type: "text/csv;charset=utf-8" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  return save;
})();

(() => {
  for (const button of document.querySelectorAll("[data-csv]")) {
    button.addEventListener("click", () => {
      const by = button.dataset.csv;
      const rows = [[by, "reports", "paragraphs", "reports_labelled", "category", "raw", "share", "low", "high"]];
      for (const [name, , , reports, paragraphs, labelled, shares] of figures.by[by].groups) {
        figures.categories.forEach(([id], n) => rows.push([name, reports, paragraphs, labelled, id, ...shares[n]]));
      }
      saving(`shares-by-${by}.csv`, rows);
    });
  }

  const buttons = [...document.querySelectorAll("[data-choose]")];
  const choose = (id) => {
    for (const one of buttons) one.setAttribute("aria-pressed", String(one.dataset.choose === id));
    for (const one of document.querySelectorAll("[data-of]")) if (one.matches(".of-category")) one.hidden = one.dataset.of !== id;
  };
  for (const one of buttons) one.addEventListener("click", () => choose(one.dataset.choose));
  if (buttons.length) choose(buttons[0].dataset.choose);
})();
