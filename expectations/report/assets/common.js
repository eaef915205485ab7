/* What every page shares: words in two languages, decisions, switches, the store of data files. */
(function () {
  "use strict";
  var NB = window.NB, root = document.documentElement, listeners = {};
  NB.up = root.dataset.up || "";
  NB.lang = function () { return root.dataset.lang; };
  NB.el = function (tag, css, text) {
    var made = document.createElement(tag);
    if (css) made.className = css;
    if (text !== undefined && text !== null) made.textContent = text;
    return made;
  };
  NB.two = function (zh, en) {
    var box = document.createDocumentFragment();
    box.append(NB.el("span", "zh", zh));
    var other = NB.el("span", "en", en || zh);
    other.lang = "en";
    box.append(other);
    return box;
  };
  NB.add = function (parent) {
    for (var i = 1; i < arguments.length; i++) if (arguments[i] !== null && arguments[i] !== undefined) parent.append(arguments[i]);
    return parent;
  };
  NB.number = function (text) {
    if (text === null || text === undefined) return "";
    text = String(text);
    return text.indexOf(".") < 0 ? text : text.replace(/0+$/, "").replace(/\.$/, "");
  };
  NB.thousands = function (n) { return String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f"); };
  NB.linkable = function (url) { return typeof url === "string" && /^(https?:\/\/|file:\/\/\/)/.test(url); };
  NB.file = function (name) { return String(name).replace(/[^A-Za-z0-9_.-]/g, "_"); };

  /* Data files call NB.findings(…), NB.details(…) …: what they bring is kept and told to whoever waits. */
  function store(name) {
    NB[name] = function () {
      var brought = Array.prototype.slice.call(arguments);
      (listeners[name] || []).forEach(function (listener) { listener.apply(null, brought); });
    };
  }
  ["findings", "sentences", "details", "decisions"].forEach(store);
  NB.when = function (name, listener) { (listeners[name] = listeners[name] || []).push(listener); };
  var asked = {};
  NB.load = function (name, failed) {
    if (asked[name]) return;
    asked[name] = true;
    var script = document.createElement("script");
    script.src = NB.up + "data/" + name + ".js";
    if (failed) script.onerror = failed;
    document.head.append(script);
  };

  /* Decisions: of each fingerprint the one that holds, in the language of the page. */
  NB.decided = null;
  NB.label = function (fingerprint) {
    var all = NB.decided;
    if (!all) return "open";
    if (all.by[fingerprint]) return all.by[fingerprint].decision;
    return all.reopened[fingerprint] ? "reopened" : "open";
  };
  NB.chip = function (fingerprint) {
    var label = NB.label(fingerprint), names = NB.decided && NB.decided.names[label];
    if (!names || label === "open") return null;
    return NB.add(NB.el("span", "chip " + label), NB.two(names[0], names[1]));
  };
  NB.when("decisions", function (all) {
    NB.decided = all;
    document.querySelectorAll(".decision[data-fingerprint]").forEach(function (box) {
      box.replaceChildren();
      NB.add(box, NB.chip(box.dataset.fingerprint));
    });
    /* Tonight's page was made by the run: what was decided since is no longer waiting. */
    document.querySelectorAll("[data-findings]").forEach(function (box) {
      box.textContent = NB.thousands(Number(box.dataset.findings) - Object.keys(all.by).length);
    });
    document.querySelectorAll(".to-review .decision[data-fingerprint]").forEach(function (box) {
      box.closest("li").hidden = Boolean(all.by[box.dataset.fingerprint]);
    });
    document.querySelectorAll("[data-state]").forEach(function (box) {
      var count = all.all.filter(function (one) { return one.state === box.dataset.state; }).length;
      box.querySelector("b").textContent = NB.thousands(count);
      box.hidden = !count;
      if (count) box.closest("p").hidden = false;
    });
  });

  var language = document.getElementById("language"), theme = document.getElementById("theme");
  function showLanguage() { language.textContent = NB.lang() === "zh" ? "EN" : "中文"; }
  NB.onLanguage = [];
  function switchLanguage() {
    root.dataset.lang = root.lang = NB.lang() === "zh" ? "en" : "zh";
    NB.keep("lang", NB.lang());
    showLanguage();
    NB.onLanguage.forEach(function (one) { one(); });
  }
  NB.onTheme = [];
  function switchTheme() {
    var dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    NB.keep("theme", root.dataset.theme);
    NB.onTheme.forEach(function (one) { one(); });
  }
  showLanguage();
  language.addEventListener("click", switchLanguage);
  theme.addEventListener("click", switchTheme);
  NB.typing = function (event) {
    var at = event.target;
    return event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName);
  };
  document.addEventListener("keydown", function (event) {
    if (NB.typing(event)) return;
    if (event.key === "l") switchLanguage();
    if (event.key === "t") switchTheme();
    var pages = { 1: "index", 2: "findings", 3: "reports", 4: "coverage", 5: "checks", 6: "decisions" };
    if (pages[event.key]) location.href = NB.up + pages[event.key] + ".html";
  });
  var here = document.body.className.trim();
  document.querySelectorAll("nav a[data-nav]").forEach(function (link) {
    if (link.dataset.nav === here || (here === "finding" && link.dataset.nav === "findings")) link.setAttribute("aria-current", "page");
  });
})();
