/* Before anything is drawn: language and light or dark as this reader chose them last. */
(function () {
  "use strict";
  var root = document.documentElement;
  function kept(name) {
    try { return localStorage.getItem("nianbao-" + name); } catch (refused) { return null; }
  }
  root.dataset.lang = kept("lang") === "en" ? "en" : "zh";
  root.lang = root.dataset.lang;
  if (kept("theme")) root.dataset.theme = kept("theme");
  window.NB = {
    keep: function (name, value) {
      try { localStorage.setItem("nianbao-" + name, value); } catch (refused) { /* private windows keep nothing */ }
    }
  };
})();
