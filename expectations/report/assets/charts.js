/* Small charts by uPlot, in the colours of the page; without a canvas the tables beside them say the same. */
(function () {
  "use strict";
  var NB = window.NB, made = [];
  function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim(); }
  function font() { return "11px " + getComputedStyle(document.body).fontFamily; }
  function axis(more) {
    return Object.assign({ stroke: colour("soft"), font: font(), grid: { stroke: colour("line"), width: 1 }, ticks: { show: false } }, more);
  }
  function whole(u, values) { return values.map(function (v) { return Number.isInteger(v) ? NB.thousands(v) : ""; }); }
  function years(u, values) { return values.map(function (v) { return Number.isInteger(v) ? String(v) : ""; }); }
  function day(seconds) { return new Date(seconds * 1000).toISOString().slice(5, 10); }
  var KINDS = {
    trend: function (data) {
      var names = Object.keys(data.series).filter(function (name) { return data.series[name].some(Boolean); });
      var labels = { critical: ["严重", "critical"], error: ["错误", "error"], warning: ["警告", "warning"], info: ["提示", "info"] };
      return {
        height: 190, data: [data.at.map(function (_, i) { return i; })].concat(names.map(function (name) { return data.series[name]; })),
        options: {
          legend: { show: true, live: false },
          scales: { x: { time: false }, y: { range: function (u, low, high) { return [0, Math.max(4, high * 1.1)]; } } },
          axes: [axis({ space: 60, incrs: [1, 2, 5, 10, 20, 50, 100], values: function (u, v) { return v.map(function (one) { return Number.isInteger(one) && data.at[one] ? day(data.at[one]) : ""; }); } }), axis({ size: 44, values: whole })],
          series: [{}].concat(names.map(function (name) {
            return { label: labels[name][NB.lang() === "zh" ? 0 : 1], stroke: colour(name), width: 2, points: { size: 5 } };
          }))
        }
      };
    },
    rate: function (data) {
      var byYear = {}, all = [], share;
      data.years.forEach(function (year, i) { byYear[year] = 100 * (data.reports[i] - data.failing[i]) / data.reports[i]; });
      for (var year = data.years[0]; year <= data.years[data.years.length - 1]; year++) all.push(year);
      share = all.map(function (one) { return byYear[one] === undefined ? null : byYear[one]; }); /* a year without reports is a gap */
      return {
        height: 200, data: [all, share],
        options: {
          scales: { x: { time: false, range: [data.years[0] - 0.5, data.years[data.years.length - 1] + 0.5] }, y: { range: [0, 104] } },
          axes: [axis({ values: years, incrs: [1, 2, 5] }), axis({ size: 50, values: function (u, v) { return v.map(function (one) { return one + " %"; }); } })],
          series: [{}, { stroke: colour("accent"), width: 2, points: { show: true, size: 7 }, fill: colour("wash") }]
        }
      };
    },
    small: function (data) {
      var first = data.years[0], last = data.years[data.years.length - 1];
      return {
        height: 104, data: [data.years, data.values],
        options: {
          scales: { x: { time: false, range: [first - 0.4, last + 0.4] }, y: { range: function (u, low, high) { return [Math.min(0, low), high > 0 ? high * 1.12 : 1]; } } },
          axes: [axis({ values: function (u, v) { return v.map(function (one) { return one === first || one === last ? String(one) : ""; }); }, incrs: [1], space: 12, grid: { show: false }, size: 24 }), axis({ size: 40, space: 26, values: whole })],
          series: [{}, { stroke: colour("accent"), width: 1.5, fill: colour("wash"), points: { show: true, size: 5 }, spanGaps: false }]
        }
      };
    }
  };
  function draw() {
    made.splice(0).forEach(function (one) { one.destroy(); });
    document.querySelectorAll(".chart[data-chart]").forEach(function (box) {
      var chart = KINDS[box.dataset.chart](JSON.parse(box.parentElement.querySelector(".chart-data").textContent));
      var options = Object.assign({ width: box.clientWidth || 300, height: chart.height, legend: { show: false }, cursor: { show: true, drag: { x: false, y: false } } }, chart.options);
      made.push(new uPlot(options, chart.data, box));
    });
  }
  if (window.uPlot) {
    draw();
    NB.onTheme.push(draw);
    NB.onLanguage.push(draw);
    var waiting = 0;
    addEventListener("resize", function () { clearTimeout(waiting); waiting = setTimeout(draw, 150); });
  }
})();
