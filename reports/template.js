/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorts tables by a column. The page holds all it has without this. */
(function () {
  "use strict";
  function key(cell) {
    var text = cell ? cell.textContent.trim().replace(/\u2212/g, "-").replace(/,(?=\d{3})/g, "") : "";
    var found = /[-+]?\d+(\.\d+)?(e[-+]?\d+)?/i.exec(text);
    return { text: text, number: found ? parseFloat(found[0]) : NaN };
  }
  function compare(a, b) {
    if (a.text === "" || b.text === "") return (a.text === "") - (b.text === "");
    if (!isNaN(a.number) && !isNaN(b.number)) return a.number - b.number;
    if (!isNaN(a.number) || !isNaN(b.number)) return isNaN(a.number) - isNaN(b.number);
    return a.text > b.text ? 1 : b.text > a.text ? -1 : 0;
  }
  function sort(table, head, place) {
    var down = head.getAttribute("aria-sort") === "ascending";
    var body = table.tBodies[0];
    var rows = Array.prototype.map.call(body.rows, function (row, i) {
      return { row: row, key: key(row.cells[place]), i: i };
    });
    rows.sort(function (a, b) {
      var empty = a.key.text === "" || b.key.text === "";
      return (down && !empty ? -1 : 1) * compare(a.key, b.key) || a.i - b.i;
    });
    rows.forEach(function (each) { body.appendChild(each.row); });
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (cell) {
      cell.removeAttribute("aria-sort");
    });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  }
  Array.prototype.forEach.call(document.querySelectorAll("table"), function (table) {
    var body = table.tBodies[0];
    /* The first page is in an order, and rows that share a heading belong together. */
    if (table.classList.contains("cards") || !table.tHead || !body || !(body.rows.length > 2) || body.querySelector("[rowspan]:not([rowspan='1'])")) return;
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, place) {
      var button = document.createElement("button");
      if (head.textContent.trim() === "") return;
      button.type = "button";
      button.className = "sort";
      while (head.firstChild) button.appendChild(head.firstChild);
      head.appendChild(button);
      button.addEventListener("click", function () { sort(table, head, place); });
    });
  });
})();
