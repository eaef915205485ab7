/* The page of one finding; its id stands in the address, its data in the file of its first digits. */
(function () {
  "use strict";
  var NB = window.NB, box = document.getElementById("finding"), known = {}, crops = {}, odd = {};
  var token = document.querySelector("meta[name=nianbao-token]");
  var SEVERITIES = { critical: ["严重", "critical"], error: ["错误", "error"], warning: ["警告", "warning"], info: ["提示", "info"] };
  var VERDICTS = {
    source_error: ["原文有误", "publisher's mistake"], extraction_suspect: ["读数存疑", "our reading in doubt"],
    scope_difference: ["口径不同", "other scope"], revision: ["重新发布", "re-published"], coverage: ["缺报告", "coverage"], policy: ["不合规定", "policy"]
  };
  var EVENTS = { appeared: ["出现", "appeared"], changed: ["数值变化", "values changed"], gone: ["消失", "gone"] };
  var el = NB.el, add = NB.add, two = NB.two;

  function id() { return location.hash.slice(1); }
  function open() {
    if (known[id()]) show(known[id()]);
    else if (/^[0-9a-f]{3}/.test(id())) NB.load("details/" + id().slice(0, 3), missing);
    else missing();
  }
  function missing() {
    box.replaceChildren(add(el("section", "head"), add(el("h1"), two("没有这一发现", "There is no such finding")),
      add(el("p"), two("可能已更正，或报告已重新发布。", "It may have been mended, or the report was published again."))),
      add(el("p", "more"), link("findings.html", two("全部发现 →", "all findings →"))));
  }
  NB.when("details", function (found, pictures, suffixes) {
    Object.keys(found).forEach(function (key) { known[key] = found[key]; });
    Object.assign(crops, pictures);
    Object.assign(odd, suffixes);
    if (known[id()]) show(known[id()]); else missing();
  });
  NB.when("decisions", function () { if (known[id()]) show(known[id()]); });
  addEventListener("hashchange", open);

  function link(href, content, css) {
    var made = add(el("a", css), content);
    made.href = href;
    return made;
  }
  function outward(url) {
    if (!NB.linkable(url)) return el("span", "", String(url || "—").slice(0, 400));
    var made = link(url, url.length > 160 ? url.slice(0, 160) + "…" : url);
    made.rel = "noreferrer";
    return made;
  }
  function row(list, zh, en, content) { if (content) add(list, add(el("dt"), two(zh, en)), add(el("dd"), content)); }
  function section(zh, en, content) { return content ? add(el("section"), add(el("h2"), two(zh, en)), content) : null; }

  function show(one) {
    var severity = SEVERITIES[one.severity], verdict = VERDICTS[one.verdict] || [one.verdict, one.verdict];
    var meaning = NB.decided && NB.decided.meanings[one.verdict];
    document.title = (one.organ || one.check_id).slice(0, 60) + " " + (one.year || "") + " " + one.check_id;
    var over = add(el("p", "over"), link("findings.html" + walk().hash, two("发现", "Findings")), " · ",
      link("checks/" + NB.file(one.check_id) + ".html", one.check_id, "code"), " ",
      add(el("span", "tag " + one.severity), two(severity[0], severity[1])), " ",
      add(el("span", "verdict " + one.verdict), two(verdict[0], verdict[1])), " ", NB.chip(one.fingerprint));
    var title = el("h1");
    if (one.organ_id && one.organ) add(title, link("organs/" + NB.file(one.organ_id) + ".html", one.organ.slice(0, 200)));
    else add(title, one.organ ? one.organ.slice(0, 200) : two("全库", "whole warehouse"));
    if (one.year) add(title, " ", el("span", "year", one.year));
    add(title, " ");
    var head = add(el("section", "head"), over, title, add(el("p", "lead"), two(one.zh.slice(0, 2000), one.en.slice(0, 2000))),
      meaning ? add(el("p", "note"), two(meaning[0], meaning[1])) : null);
    box.replaceChildren(head, stepper(one) || "", layout(one));
  }
  function layout(one) {
    var left = add(el("div"), section("原件", "The printed page", picture(one)), section("等式", "The equation", equation(one)),
      section("正文所述", "What the text says", claims(one)), section("证据", "Evidence", NB.evidence(one)));
    var right = add(el("aside"), section("决定", "Decision", decision(one)), section("来源", "Where it stands", facts(one)),
      section("历史", "History over loads", history_(one)));
    return add(el("div", "columns"), left, right);
  }
  function picture(one) {
    if (!crops[one.id]) {
      return one.report ? add(el("div", "calm"), add(el("p"), two("截图还没有绘制。要看原件：", "The picture is not drawn yet. To see the page:")),
        el("code", "command", "nianbao show " + one.report + " --figure " + one.id + " --crop --out cell.png")) : null;
    }
    var image = el("img", "crop");
    image.src = crops[one.id];
    image.alt = one.zh.slice(0, 200);
    image.loading = "lazy";
    return add(el("div", "cropbox"), link(crops[one.id], image));
  }
  /* The figures of the equation. Over two years those of the year before belong to it: they are told apart by the year. */
  function terms(one) {
    var all = (one.evidence && one.evidence.terms) || [];
    if (!all.some(function (t) { return t.report_id !== one.report; })) return one.terms;
    return all.map(function (t) {
      return Object.assign({}, t, { code: [t.table, t.row, t.column].join(".") + (t.report_id === one.report ? "" : "@" + t.year), last: null });
    });
  }
  function place(d, one) { return d.figure + (d.report && d.report !== one.report ? "@" + d.year : ""); }
  function equation(one) {
    var shown = terms(one);
    if (!shown.length) return one.formula ? el("p", "formula", one.formula) : null;
    var table = el("table", "list terms"), held = NB.decided && NB.decided.by[one.fingerprint], corrected = {};
    (NB.decided ? NB.decided.all : []).forEach(function (d) {
      if (d.state === "active" && d.decision === "correct-value" && d.fingerprint === one.fingerprint) corrected[place(d, one)] = d.value;
    });
    var anyLast = shown.some(function (t) { return t.last !== null; }), anyFix = held && Object.keys(corrected).length;
    var header = add(el("tr"), add(el("th")), add(el("th"), two("项", "figure")), add(el("th", "num"), two("打印值", "printed")));
    if (anyFix) add(header, add(el("th", "num"), two("更正值", "corrected")));
    if (anyLast) add(header, add(el("th", "num"), two("上年", "last year")));
    add(table, add(el("thead"), header));
    var body = el("tbody"), side = null, oneRow = same(shown, "row_zh"), oneColumn = same(shown, "column_zh");
    var quiet = shown.length > 14;
    shown.forEach(function (t) {
      var sign = t.side === "" ? "" : t.side !== side ? (side === null ? "" : "=") : t.coefficient < 0 ? "−" : "+";
      if (t.coefficient < 0 && sign === "") sign = "−";
      side = t.side;
      var zh = oneRow && !oneColumn ? t.column_zh : oneColumn && !oneRow ? t.row_zh : t.row_zh + " · " + t.column_zh;
      var en = oneRow && !oneColumn ? t.column_en : oneColumn && !oneRow ? t.row_en : t.row_en + " · " + t.column_en;
      var label = add(el("td"), two(zh + (t.year ? "（" + t.year + "年）" : ""), en + (t.year ? " (" + t.year + ")" : "")));
      label.title = t.code + (t.page ? "  第" + t.page + "页 page " + t.page : t.path ? "  " + t.path : "");
      var value = t.value === null ? add(el("td", "num missing"), two("缺", "missing")) : el("td", "num", NB.number(t.value));
      if (t.raw) value.title = t.raw;
      var line = add(el("tr", (t.side === "right" ? "right " : "") + (quiet && Number(t.value) === 0 ? "zero" : "")), el("td", "sign", sign), label, value);
      if (anyFix) add(line, add(el("td", "num"), corrected[t.code] === undefined ? "" : el("ins", "corrected", corrected[t.code])));
      if (anyLast) add(line, el("td", "num soft", NB.number(t.last)));
      add(body, line);
    });
    add(table, body);
    var sums = el("p", "values");
    if (one.left_value !== null && one.right_value !== null) {
      add(sums, add(el("span"), two("左", "left"), " ", el("b", "", NB.number(one.left_value))), add(el("span"), two("右", "right"), " ", el("b", "", NB.number(one.right_value))),
        add(el("span", "off"), two("差", "difference"), " ", el("b", "", NB.number(one.difference))));
    }
    var formula = add(el("details"), add(el("summary"), two("公式（代码）", "formula over codes")), el("p", "formula", one.formula));
    var zeros = quiet ? shown.filter(function (t) { return Number(t.value) === 0 && t.value !== null; }).length : 0;
    var box_ = add(el("div"), add(el("div", "scroll"), table), sums, formula);
    if (zeros) {
      table.classList.add("folded");
      var more = add(el("button", "quiet"), two("另有 " + zeros + " 项为 0", zeros + " more are 0"));
      more.type = "button";
      more.addEventListener("click", function () { table.classList.remove("folded"); more.remove(); });
      box_.insertBefore(more, sums);
    }
    return box_;
  }
  function same(terms, field) { return terms.every(function (t) { return t[field] === terms[0][field]; }); }
  function claims(one) {
    if (!one.claims.length) return null;
    var list = el("ul", "quotes");
    one.claims.forEach(function (c) {
      add(list, add(el("li", c.status), el("q", "", c.sentence), add(el("p", "values"), add(el("span"), two("所述", "stated"), " ", el("b", "", NB.number(c.value) + (c.unit || ""))),
        c.expected === null ? null : add(el("span"), two("表格", "tables"), " ", el("b", "", NB.number(c.expected))))));
    });
    return list;
  }
  function facts(one) {
    if (!one.report) return null;
    var list = el("dl", "facts");
    var report = link("reports/" + NB.file(one.report) + ".html#f-" + one.id, (one.title || one.report).slice(0, 160));
    row(list, "报告", "report", report);
    row(list, "网址", "address", add(el("span", "url"), outward(one.url)));
    one.urls.filter(function (url) { return url !== one.url; }).slice(0, 5).forEach(function (url) { row(list, "见于", "met at", add(el("span", "url"), outward(url))); });
    var pages = one.terms.map(function (t) { return t.page; }).filter(function (p, i, all) { return p && all.indexOf(p) === i; });
    if (pages.length) row(list, "页", "page", pages.sort(function (a, b) { return a - b; }).join(", "));
    var bytes = archived(one);
    row(list, "原件字节", "archived bytes", bytes);
    row(list, "编号", "finding", el("span", "code", one.id));
    row(list, "指纹", "fingerprint", el("span", "code", one.fingerprint));
    return list;
  }
  /* Where the bytes are: served, a file beside the site, an address no browser opens, or not in the archive any more. */
  function archived(one) {
    if (!one.blob) return el("span", "code", "—");
    var short = one.blob.slice(0, 16) + "…", place = box.dataset.archive, bytes;
    if (token) bytes = link("bytes/" + one.blob, short, "code");
    else if (odd[one.id] === null) bytes = add(el("span"), el("span", "code", short + " "), two("不在归档中", "not in the archive"));
    else if (!place) bytes = el("span", "code", one.blob);
    else {
      place = place.replace("AA", one.blob.slice(0, 2)).replace("BB", one.blob.slice(2, 4)).replace("SHA.zst", one.blob + (one.id in odd ? odd[one.id] : ".zst"));
      bytes = place.indexOf("://") < 0 ? link(place, short, "code") : el("span", "code url", place);
    }
    bytes.title = "sha256 " + one.blob;
    return bytes;
  }
  function history_(one) {
    if (!one.events.length) return add(el("p", "calm"), two("还没有历史：装载时开始记录。", "No history yet: it is kept from the next load on."));
    var list = el("ol", "story");
    one.events.forEach(function (e) {
      var name = EVENTS[e.event] || [e.event, e.event];
      add(list, add(el("li"), el("time", "", e.day), " ", add(el("b"), two(name[0], name[1])),
        e.left_value !== null && e.right_value !== null ? el("span", "soft", "  " + NB.number(e.left_value) + " ≠ " + NB.number(e.right_value)) : null));
    });
    return list;
  }

  function decision(one) {
    var parts = el("div"), all = NB.decided ? NB.decided.all : [];
    var told = all.filter(function (d) { return d.fingerprint === one.fingerprint || d.place === one.place; }).reverse();
    var former = NB.decided && NB.decided.reopened[one.fingerprint];
    if (former) add(parts, add(el("p", "reopened"), two("作出决定之后数值有变，重新待审。", "The values changed since it was decided: it is open again.")));
    if (!told.length) add(parts, add(el("p", "calm"), two("尚未决定。", "Not decided yet.")));
    else add(parts, story(told));
    add(parts, token ? form(one) : command(one));
    return parts;
  }
  NB.story = story;
  function story(told) {
    var list = el("ol", "story decisions");
    told.forEach(function (d) {
      var names = NB.decided.names[d.decision] || [d.decision, d.decision];
      add(list, add(el("li", d.state), el("time", "", d.at.slice(0, 10)), " ", add(el("span", "chip " + d.decision), two(names[0], names[1])),
        d.state === "active" ? null : add(el("small"), " ", two(STATES[d.state][0], STATES[d.state][1])), " ", el("span", "by", d.by),
        el("p", "why", d.why), d.value ? add(el("p"), el("span", "code", d.figure + (d.year ? "@" + d.year : "") + " "), d.printed ? el("del", "", d.printed) : null, " ", el("ins", "corrected", d.value)) : null,
        d.until ? add(el("p"), two("至 " + d.until, "until " + d.until)) : null));
    });
    return list;
  }
  var STATES = { active: ["有效", "in force"], superseded: ["已被取代", "superseded"], expired: ["已到期", "expired"], reopened: ["数值已变", "values changed"], orphaned: ["已无对应", "orphaned"], invalid: ["无效：原文数值不符", "invalid: names another printed value"] };
  function command(one) {
    return add(el("details", "howto"), add(el("summary"), two("怎样作出决定", "how to decide")),
      el("code", "command", "nianbao review decide " + one.fingerprint.slice(0, 12) + " --as confirm-source-error --reason '…'"),
      add(el("p", "note"), two("或运行 nianbao review serve，在本页上直接决定。", "Or run nianbao review serve and decide on this page.")));
  }
  function field(zh, en, control) { return add(el("label"), add(el("span", "label"), two(zh, en)), control); }
  function input(name, type, value) {
    var made = el(type === "textarea" ? "textarea" : "input");
    made.name = name;
    if (type !== "textarea") made.type = type;
    made.value = value || "";
    return made;
  }
  function form(one) {
    var made = el("form", "decide"), kinds = el("select"), names = NB.decided ? NB.decided.names : {};
    kinds.name = "decision";
    Object.keys(names).filter(function (k) { return k !== "open" && k !== "reopened" && (k !== "correct-value" || one.terms.length); }).forEach(function (k) {
      var option = el("option", "", names[k][NB.lang() === "zh" ? 0 : 1]);
      option.value = k;
      kinds.append(option);
    });
    var reviewer = "";
    try { reviewer = localStorage.getItem("nianbao-reviewer") || ""; } catch (refused) { /* typed each time then */ }
    var figures = el("select");
    figures.name = "figure";
    terms(one).forEach(function (t) {
      var option = el("option", "", (t.year ? t.year + " " : "") + (NB.lang() === "zh" ? t.row_zh + " · " + t.column_zh : t.row_en + " · " + t.column_en) + "  " + NB.number(t.value));
      option.value = t.code;
      figures.append(option);
    });
    figures.selectedIndex = terms(one).length - 1;
    var until = field("至", "until", input("until", "date")), figure = field("数值", "figure", figures), value = field("更正为", "corrected to", input("value", "text"));
    var said = el("p", "said"), send = add(el("button", "primary"), two("记下", "record"));
    said.setAttribute("role", "status");
    function fit() {
      until.hidden = kinds.value !== "ignore-until";
      figure.hidden = value.hidden = kinds.value !== "correct-value";
    }
    kinds.addEventListener("change", fit);
    made.addEventListener("submit", function (event) {
      event.preventDefault();
      send.disabled = true;
      NB.keep("reviewer", made.reviewer.value);
      var body = { fingerprint: one.fingerprint, decision: kinds.value, reviewer: made.reviewer.value, reason: made.reason.value };
      if (kinds.value === "ignore-until") body.until = made.until.value;
      if (kinds.value === "correct-value") { body.figure = figures.value; body.value = made.value.value; }
      fetch("decisions", { method: "POST", headers: { "Content-Type": "application/json", "X-Nianbao-Token": token.content }, body: JSON.stringify(body) })
        .then(function (answer) { return answer.json().then(function (told) { return { ok: answer.ok, told: told }; }); })
        .then(function (answer) {
          send.disabled = false;
          if (answer.ok) NB.decisions(answer.told);
          else said.textContent = answer.told.error;
        })
        .catch(function () { send.disabled = false; said.replaceChildren(two("服务器没有应答", "the server does not answer")); });
    });
    add(made, field("决定", "decision", kinds), figure, value, until, field("审核人", "reviewer", input("reviewer", "text", reviewer)), field("理由", "reason", input("reason", "textarea")), send, said);
    fit();
    return made;
  }

  function walk() {
    try { return JSON.parse(sessionStorage.getItem("nianbao-walk")) || { ids: [], hash: "" }; } catch (refused) { return { ids: [], hash: "" }; }
  }
  function stepper(one) {
    var way = walk().ids, at = way.indexOf(one.id);
    if (at < 0 || way.length < 2) return null;
    var made = el("p", "stepper");
    if (at > 0) add(made, link("#" + way[at - 1], two("← 上一处", "← previous")));
    add(made, el("span", "soft", " " + (at + 1) + " / " + way.length + " "));
    if (at < way.length - 1) add(made, link("#" + way[at + 1], two("下一处 →", "next →")));
    return made;
  }
  document.addEventListener("keydown", function (event) {
    if (NB.typing(event)) return;
    var way = walk(), at = way.ids.indexOf(id());
    if ((event.key === "j" || event.key === "ArrowRight") && at >= 0 && at < way.ids.length - 1) location.hash = way.ids[at + 1];
    if ((event.key === "k" || event.key === "ArrowLeft") && at > 0) location.hash = way.ids[at - 1];
    if (event.key === "u" || event.key === "Escape") location.href = "findings.html" + way.hash;
  });
  open();
})();
