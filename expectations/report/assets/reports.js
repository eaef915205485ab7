/* The grid of reports: rows whose organ holds the words typed. */
(function () {
  "use strict";
  var field = document.getElementById("find"), grid = document.getElementById("grid");
  if (!grid) return;
  field.addEventListener("input", function () {
    var word = field.value.trim().toLowerCase();
    Array.prototype.forEach.call(grid.rows, function (row) { row.hidden = word && row.cells[0].textContent.toLowerCase().indexOf(word) < 0; });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && !window.NB.typing(event)) { event.preventDefault(); field.focus(); }
  });
})();
