/* All findings: filters in the address, a list that draws only the rows in sight, keys to walk through it. */
(function () {
  "use strict";
  var NB = window.NB, data = null, sentences = { zh: [], en: [] }, shown = [], at = -1, drawn = "", hay = {};
  var form = document.getElementById("filters"), list = document.getElementById("list"), spacer = document.getElementById("spacer");
  var box = document.getElementById("rows"), many = {};
  var NAMES = ["q", "region", "organ", "year", "check", "severity", "verdict", "decision", "sort"];
  var SORTS = [["", "轻重", "gravity"], ["year", "年度", "year"], ["organ", "机关", "organ"], ["size", "差额", "size of difference"]];

  NB.when("findings", function (found) {
    data = found;
    data.ids = found.count ? found.ids.split("\n") : [];
    data.fingerprints = found.count ? found.fingerprints.split("\n") : [];
    data.parts = Math.ceil(found.count / found.part);
    data.lower = found.organs.map(function (one) { return one[0].toLowerCase(); });
    data.checkText = found.checks.map(function (one) { return one.join(" ").toLowerCase(); });
    data.within = found.organs.map(function (one) {
      var region = found.regions[one[1]];
      return region ? [region[0], region[2], region[3]] : [];
    });
    data.isFresh = new Uint8Array(found.count);
    found.fresh.forEach(function (row) { data.isFresh[row] = 1; });
    fillFilters();
    fromHash();
    loadSentences();
  });
  NB.when("decisions", function () { if (data) { fillFilters(); fromHash(); } });
  NB.when("sentences", function (language, part, text) {
    sentences[language][part] = text.split("\n");
    delete hay[language];
    var ready = sentences[language].filter(Boolean).length;
    document.getElementById("loading").textContent = ready < data.parts ? ready + " / " + data.parts : "";
    drawn = "";
    if (form.q.value && ready === data.parts) apply(); else draw();
  });

  function loadSentences() {
    for (var part = 0; part < data.parts; part++) NB.load("sentences/" + NB.lang() + "-" + part);
  }
  function sentence(row, language) {
    var part = sentences[language][Math.floor(row / data.part)];
    return part ? part[row % data.part] || "" : "";
  }
  function option(value, zh, en, count) {
    var made = NB.el("option", "", (NB.lang() === "zh" ? zh : en || zh) + (count === undefined ? "" : "  " + NB.thousands(count)));
    made.value = value;
    return made;
  }
  function fill(name, options) {
    var select = form[name], kept = select.value;
    select.replaceChildren(option("", "全部", "all"));
    options.forEach(function (one) { select.append(one); });
    choose(name, kept);
  }
  /* A filter may hold several values ("critical,error"): the select shows them as an option of their own. */
  function choose(name, value) {
    var select = form[name];
    if (!select.options) { select.value = value; return; }
    var known = Array.prototype.some.call(select.options, function (one) { return one.value === value; });
    if (!known && value) {
      var names = many[name] || {};
      var text = value.split(",").map(function (one) { return names[one] || one; }).join(" + ");
      var made = NB.el("option", "", text);
      made.value = value;
      select.append(made);
    }
    select.value = value;
  }
  function tally(column, size) {
    var counts = new Int32Array(size);
    for (var i = 0; i < column.length; i++) if (column[i] >= 0) counts[column[i]]++;
    return counts;
  }
  function named(name, entries) {
    many[name] = {};
    entries.forEach(function (one) { many[name][one[0]] = NB.lang() === "zh" ? one[1] : one[2]; });
  }
  function fillFilters() {
    var byOrgan = tally(data.organ, data.organs.length), byCheck = tally(data.check, data.checks.length);
    var years = {}, regions = {};
    data.year.forEach(function (year) { years[year] = (years[year] || 0) + 1; });
    data.organs.forEach(function (one, number) {
      data.within[number].filter(function (code, nth, all) { return code && all.indexOf(code) === nth; })
        .forEach(function (code) { regions[code] = (regions[code] || 0) + byOrgan[number]; });
    });
    fill("region", data.regions.filter(function (one) { return regions[one[0]]; }).map(function (one) {
      var depth = one[0] === one[3] || !one[3] ? "" : one[0] === one[2] ? "\u2003" : "\u2003\u2003";
      return option(one[0], depth + one[1], depth + one[1], regions[one[0]]);
    }));
    fill("year", Object.keys(years).sort().reverse().map(function (year) {
      return option(year, year === "0" ? "无年度" : year, year === "0" ? "none" : year, years[year]);
    }));
    fill("check", data.checks.map(function (one, number) { return [one, byCheck[number]]; })
      .filter(function (one) { return one[1]; })
      .map(function (one) { return option(one[0][0], one[0][0] + " " + one[0][1].slice(0, 40), one[0][0] + " " + one[0][2].slice(0, 60), one[1]); }));
    [["severity", data.severities, data.severity], ["verdict", data.verdicts, data.verdict]].forEach(function (one) {
      named(one[0], one[1]);
      var counts = tally(one[2], one[1].length);
      fill(one[0], one[1].map(function (name, number) { return [name, counts[number]]; })
        .filter(function (pair) { return pair[1]; })
        .map(function (pair) { return option(pair[0][0], pair[0][1], pair[0][2], pair[1]); }));
    });
    var names = NB.decided ? NB.decided.names : { open: ["待审", "open"] };
    named("decision", Object.keys(names).map(function (name) { return [name].concat(names[name]); }));
    fill("decision", Object.keys(names).filter(function (name) { return name !== "withdraw"; })
      .map(function (name) { return option(name, names[name][0], names[name][1]); }));
    form.sort.replaceChildren();
    SORTS.forEach(function (one) { form.sort.append(option(one[0], one[1], one[2])); });
    var known = document.getElementById("organs");
    if (!known.childElementCount) {
      var all = document.createDocumentFragment();
      data.organs.forEach(function (one, number) { if (byOrgan[number] && all.childElementCount < 2000) all.append(option(one[0], one[0])); });
      known.append(all);
    }
  }
  function fromHash() {
    var wanted = new URLSearchParams(location.hash.slice(1));
    NAMES.forEach(function (name) { choose(name, wanted.get(name) || ""); });
    apply();
  }
  function toHash() {
    var wanted = new URLSearchParams();
    NAMES.forEach(function (name) { if (form[name].value) wanted.set(name, form[name].value); });
    var text = wanted.toString().replace(/%2C/g, ",");
    if (location.hash.slice(1) !== text) history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
  }
  function places(names, all) {
    var found = new Uint8Array(all.length);
    names.split(",").forEach(function (name) {
      for (var i = 0; i < all.length; i++) if (all[i][0] === name) found[i] = 1;
    });
    return found;
  }
  function apply() {
    var started = performance.now(), value = {}, n = data.count, i;
    NAMES.forEach(function (name) { value[name] = form[name].value; });
    var organs = null;
    if (value.organ || value.region) {
      organs = new Uint8Array(data.organs.length);
      var part = value.organ.toLowerCase();
      for (i = 0; i < organs.length; i++) {
        organs[i] = (!part || data.lower[i].indexOf(part) >= 0) && (!value.region || data.within[i].indexOf(value.region) >= 0) ? 1 : 0;
      }
    }
    var year = value.year ? Number(value.year) : null;
    var checks = value.check && places(value.check, data.checks), severities = value.severity && places(value.severity, data.severities);
    var verdicts = value.verdict && places(value.verdict, data.verdicts);
    var decisions = value.decision ? value.decision.split(",") : null;
    var words = value.q.toLowerCase().split(/\s+/).filter(Boolean), text = words.length ? texts() : null;
    shown = [];
    for (i = 0; i < n; i++) {
      if (organs && !(data.organ[i] >= 0 && organs[data.organ[i]])) continue;
      if (year !== null && data.year[i] !== year) continue;
      if (checks && !checks[data.check[i]]) continue;
      if (severities && !severities[data.severity[i]]) continue;
      if (verdicts && !verdicts[data.verdict[i]]) continue;
      if (decisions && decisions.indexOf(NB.label(data.fingerprints[i])) < 0) continue;
      if (text && !matches(i, words, text)) continue;
      shown.push(i);
    }
    order(value.sort);
    at = shown.length ? 0 : -1;
    list.scrollTop = 0;
    drawn = "";
    document.getElementById("shown").textContent = NB.thousands(shown.length);
    document.getElementById("of").replaceChildren(NB.two("/ " + NB.thousands(n) + " 处", "of " + NB.thousands(n) + " findings"));
    document.getElementById("empty").hidden = shown.length > 0;
    list.hidden = !shown.length;
    document.getElementById("clear").hidden = !NAMES.some(function (name) { return name !== "sort" && value[name]; });
    toHash();
    draw();
    list.dataset.milliseconds = Math.round(performance.now() - started);
    performance.mark("nianbao-filtered");
  }
  function texts() {
    var language = NB.lang();
    if (!hay[language]) {
      hay[language] = [];
      for (var part = 0; part < data.parts; part++) {
        var lines = sentences[language][part] || [];
        for (var i = 0; i < lines.length; i++) hay[language][part * data.part + i] = lines[i].toLowerCase();
      }
    }
    return hay[language];
  }
  function matches(row, words, text) {
    for (var i = 0; i < words.length; i++) {
      var word = words[i], organ = data.organ[row];
      if ((text[row] || "").indexOf(word) < 0 && !(organ >= 0 && data.lower[organ].indexOf(word) >= 0) &&
          data.checkText[data.check[row]].indexOf(word) < 0 && String(data.year[row]) !== word && data.ids[row].indexOf(word) !== 0) return false;
    }
    return true;
  }
  function order(by) {
    if (by === "year") shown.sort(function (a, b) { return data.year[b] - data.year[a] || a - b; });
    if (by === "organ") shown.sort(function (a, b) { return data.organ[a] - data.organ[b] || data.year[b] - data.year[a] || a - b; });
    if (by === "size") shown.sort(function (a, b) { return (data.size[b] || 0) - (data.size[a] || 0) || a - b; });
  }

  function rowHeight() { return parseFloat(getComputedStyle(list).getPropertyValue("--row")) || 56; }
  function draw() {
    if (!data) return;
    var height = rowHeight(), first = Math.max(0, Math.floor(list.scrollTop / height) - 6);
    var last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / height) + 6);
    spacer.style.height = shown.length * height + "px";
    var key = [first, last, at, NB.lang(), height].join();
    if (key === drawn) return;
    drawn = key;
    var rows = document.createDocumentFragment();
    for (var i = first; i < last; i++) rows.append(line(i));
    box.style.transform = "translateY(" + first * height + "px)";
    box.replaceChildren(rows);
  }
  function line(position) {
    var row = shown[position], language = NB.lang(), made = NB.el("a", "row " + data.severities[data.severity[row]][0]);
    made.href = "finding.html#" + data.ids[row];
    made.setAttribute("role", "option");
    made.id = "row-" + position;
    made.tabIndex = -1;
    made.setAttribute("aria-selected", position === at ? "true" : "false");
    var organ = data.organ[row] >= 0 ? data.organs[data.organ[row]][0] : "";
    var severity = data.severities[data.severity[row]], verdict = data.verdicts[data.verdict[row]];
    NB.add(made,
      NB.add(NB.el("span", "what"), data.isFresh[row] ? NB.add(NB.el("span", "new"), NB.two("新", "new")) : null, sentence(row, language) || "…"),
      NB.el("span", "organ", organ), NB.el("span", "year", data.year[row] || ""), NB.el("span", "code", data.checks[data.check[row]][0]),
      NB.add(NB.el("span", "tags"), NB.add(NB.el("span", "tag " + severity[0]), NB.two(severity[1], severity[2])),
        NB.add(NB.el("span", "verdict " + verdict[0]), NB.two(verdict[1], verdict[2])), NB.chip(data.fingerprints[row])));
    return made;
  }
  function move(to) {
    if (!shown.length) return;
    at = Math.max(0, Math.min(shown.length - 1, to));
    var height = rowHeight(), top = at * height;
    if (top < list.scrollTop) list.scrollTop = top;
    if (top + height > list.scrollTop + list.clientHeight) list.scrollTop = top + height - list.clientHeight;
    drawn = "";
    draw();
    list.setAttribute("aria-activedescendant", "row-" + at);
  }
  function remember() {
    var around = shown.slice(Math.max(0, at - 500), at + 500).map(function (row) { return data.ids[row]; });
    try { sessionStorage.setItem("nianbao-walk", JSON.stringify({ ids: around, hash: location.hash })); } catch (refused) { /* no walk then */ }
  }

  var waiting = 0;
  form.addEventListener("input", function (event) {
    clearTimeout(waiting);
    waiting = setTimeout(apply, event.target.tagName === "SELECT" ? 0 : 120);
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  function clear() { NAMES.forEach(function (name) { form[name].value = ""; }); apply(); }
  document.getElementById("clear").addEventListener("click", clear);
  list.addEventListener("scroll", function () { requestAnimationFrame(draw); }, { passive: true });
  list.addEventListener("click", function (event) {
    var row = event.target.closest(".row");
    if (row) { at = Number(row.id.slice(4)); remember(); }
  });
  addEventListener("resize", function () { drawn = ""; draw(); });
  addEventListener("hashchange", function () { if (data) fromHash(); });
  NB.onLanguage.push(function () { if (data) { fillFilters(); fromHash(); loadSentences(); } });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { if (document.activeElement === form.q && form.q.value) { form.q.value = ""; apply(); } else clear(); list.focus(); return; }
    if (event.key === "Enter" && document.activeElement === form.q) { list.focus(); return; }
    if (NB.typing(event)) return;
    var page = Math.floor(list.clientHeight / rowHeight());
    var steps = { j: at + 1, ArrowDown: at + 1, k: at - 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: shown.length - 1 };
    if (event.key in steps) { event.preventDefault(); move(steps[event.key]); }
    if (event.key === "/") { event.preventDefault(); form.q.focus(); }
    if ((event.key === "Enter" || event.key === "o") && at >= 0 && (document.activeElement === list || document.activeElement === document.body)) {
      remember();
      location.href = "finding.html#" + data.ids[shown[at]];
    }
  });
})();
