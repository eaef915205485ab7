/* The evidence of a finding in words of both languages: what the audit keeps under code names, as a person reads it. */
(function () {
  "use strict";
  var NB = window.NB, el = NB.el, add = NB.add, two = NB.two;
  /* The equation and the sentence have sections of their own; a file's hash stands beside its address. */
  var APART = { terms: 1, kind: 1, relation: 1, claim_no: 1, blob_sha256: 1, box: 1, before_id: 1, report_id: 1, message: 1 };
  var NAMES = {
    absent: ["缺", "absent"], basis: ["依据", "expected because"], before_revision: ["对照的版本", "compared with revision"],
    cells: ["改动的数", "figures that changed"], charged: ["而", "but"], claim_code: ["所述事项", "what is stated"], code: ["代码", "code"],
    days_late: ["逾期天数", "days late"], due: ["期限", "due"], expected: ["表中", "in the tables"], figures: ["数值", "figures"],
    found: ["所见", "found"], heading: ["标题", "heading"], layout: ["表样", "form"], level: ["机关级别", "level of the organ"],
    likeness: ["相同比例", "likeness"], member: ["压缩包内文件", "file in the archive"], members: ["成员", "members"],
    organ_kind: ["机关类别", "kind of organ"], organ_name: ["机关", "organ"], others: ["相同者", "the others"],
    page: ["页", "page"], path: ["位置", "path"], place: ["位置", "place"], published: ["公布日期", "published"], raw: ["原文", "as printed"],
    raw_after: ["现印", "printed now"], raw_before: ["原印", "printed before"], report_year: ["年度", "year"],
    seen_on: ["该站点最近一次正常访问", "its site was last seen well"], section_no: ["部分", "section"], sections: ["已有部分", "sections present"],
    sentence: ["句子", "sentence"], status: ["读取状态", "reading"], text: ["文字", "text"], unit: ["单位", "unit"], url: ["网址", "address"],
    value: ["值", "value"], value_after: ["现值", "value now"], value_before: ["原值", "value before"], wanted: ["应为", "should be"],
    year: ["年度", "year"], years: ["各年度", "years"]
  };
  var VALUES = {
    basis: {
      registry: ["站点登记有此年度", "the site registry names the year"], between_reports: ["前后年度均有报告", "there are reports before and after"],
      due_after_last: ["上一年度有报告，期限已过，此后站点访问正常", "there is one of the year before, its deadline has passed, and the site was seen well since"]
    },
    level: {
      national: ["国家", "national"], province: ["省级", "province"], prefecture: ["市级", "prefecture"], county: ["县级", "county"], township: ["乡镇", "township"]
    },
    organ_kind: {
      government: ["政府", "government"], department: ["部门", "department"], township: ["乡镇街道", "township"], zone: ["开发区", "zone"],
      vertical_system: ["垂直管理系统", "led from above"], institution: ["事业单位", "institution"], other: ["其他", "other"], unknown: ["未知", "unknown"]
    },
    status: {
      read: ["已读", "read"], partial: ["部分读出", "partly read"], no_tables: ["无表格", "no tables"], unknown_layout: ["表样不明", "form not known"],
      unreadable: ["无法读取", "unreadable"], not_a_report: ["不是年度报告", "no annual report"]
    }
  };
  function name(key) { return NAMES[key] ? two(NAMES[key][0], NAMES[key][1]) : el("span", "code", key); }
  function isEmpty(value) { return value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length); }
  function pairs(value) {
    var line = el("span");
    Object.keys(value).filter(function (key) { return !APART[key] && !isEmpty(value[key]); }).forEach(function (key, n) {
      add(line, n ? " · " : "", add(el("small"), name(key)), " ", shown(key, value[key]));
    });
    return line;
  }
  /* table 1 row 4 cell 2, page 2: as a reader of files writes a place; a path stays one. */
  function placed(text) {
    var page = /^page (\d+)$/.exec(text), cell = /^table (\d+)(?: row (\d+))?(?: cell (\d+))?$/.exec(text);
    if (!page && !cell) return el("span", "code", text.slice(0, 1500));
    var zh = page ? "第" + page[1] + "页" : "表" + cell[1] + (cell[2] ? "第" + cell[2] + "行" : "") + (cell[3] ? "第" + cell[3] + "格" : "");
    return add(el("span"), two(zh, text));
  }
  function shown(key, value) {
    if (key === "place" && typeof value === "string") return placed(value);
    var word = VALUES[key] && VALUES[key][value];
    if (word) return add(el("span"), two(word[0], word[1]));
    if (Array.isArray(value)) {
      if (value.every(function (one) { return typeof one !== "object"; })) return el("span", "", value.join(", ").slice(0, 1500));
      var list = el("ul", "plain");
      value.slice(0, 60).forEach(function (one) { add(list, add(el("li"), one && typeof one === "object" ? pairs(one) : String(one))); });
      return list;
    }
    if (typeof value === "object") return pairs(value);
    return el("span", key === "code" || key === "path" || key === "claim_code" ? "code" : "", String(value).slice(0, 1500));
  }
  NB.evidence = function (one) {
    var seen = one.evidence, list = el("dl", "facts");
    if (!seen || typeof seen !== "object") return null;
    function put(key, value) { if (!APART[key] && !isEmpty(value)) add(list, add(el("dt"), name(key)), add(el("dd"), shown(key, value))); }
    Object.keys(seen).forEach(function (key) { put(key, seen[key]); });
    put("seen_on", one.seen_on);
    return list.childElementCount ? list : null;
  };
})();
