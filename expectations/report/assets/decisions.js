/* All decisions by how they stand today: what needs a look first. */
(function () {
  "use strict";
  var NB = window.NB, box = document.getElementById("decisions"), el = NB.el, add = NB.add, two = NB.two;
  var GROUPS = [
    ["reopened", "数值已变，重新待审", "Re-opened: the values changed"], ["expired", "已到期", "Expired"],
    ["invalid", "无效：所记原文数值与现数不符", "Invalid: the printed value it names is not the one that stands there"],
    ["orphaned", "已无对应的发现", "Orphaned: no such finding any more"], ["active", "有效", "In force"], ["superseded", "已被取代", "Superseded"]
  ];
  NB.when("decisions", function (found) {
    box.replaceChildren();
    GROUPS.forEach(function (group) {
      var some = found.all.filter(function (d) { return d.state === group[0]; }).reverse();
      if (!some.length) return;
      var body = el("tbody");
      some.forEach(function (d) {
        var names = found.names[d.decision] || [d.decision, d.decision], what = (d.message || d.check || "").slice(0, 240), shown = el("span", "", what);
        if (d.state !== "orphaned") { shown = el("a", "", what); shown.href = "finding.html#" + d.finding; }
        add(body, add(el("tr"), el("td", "date", d.at.slice(0, 10)), add(el("td"), add(el("span", "chip " + d.decision), two(names[0], names[1])), d.until ? el("small", "", " " + d.until) : null),
          add(el("td"), el("b", "", (d.organ || "").slice(0, 60)), " ", el("span", "year", d.year || ""), " ", el("span", "code", d.check || ""), el("br"), shown,
            d.value ? add(el("div"), el("span", "code", d.figure + " "), d.printed ? el("del", "", d.printed) : null, " ", el("ins", "corrected", d.value)) : null),
          add(el("td"), el("span", "by", d.by), el("p", "why", d.why))));
      });
      add(box, add(el("section"), add(el("h2"), two(group[1], group[2]), " ", el("small", "", some.length)), add(el("div", "scroll"), add(el("table", "list"), body))));
    });
    if (!found.all.length) add(box, add(el("div", "calm"), add(el("p"), two("还没有决定。", "No decisions yet.")), el("code", "command", "nianbao review serve")));
  });
})();
