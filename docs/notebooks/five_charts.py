# %% [markdown]
# # Five charts · 五张图
#
# What the annual reports say, from the published warehouse: how much is asked, how much is granted, why it is denied, how often
# a denial falls in review or in court, and which reports are missing. Only rows without an open doubt (`is_clean`) and only
# organs' own figures (`scope = 'own'`) are drawn; a year with few reports is a small sample, so every chart says how many.
#
# 各图只取无疑点（`is_clean`）且口径为本机关（`scope = 'own'`）的数值；图中注明报告数。
#
# Which warehouse: `NIANBAO_DATA_DIR`, as for the command `nianbao`; for the demonstration `NIANBAO_DATA_DIR=demo-out`.
# This notebook is written from `five_charts.py` by `python -m flows.analyst.notebook docs/notebooks/five_charts.py`.

# %%
import duckdb
import matplotlib.pyplot as plt
from matplotlib import font_manager

from nianbao.settings import load_settings

CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
)
installed = {font.name for font in font_manager.fontManager.ttflist}
chinese_font = next((name for name in CHINESE if name in installed), None)
if chinese_font:
    plt.rcParams["font.family"] = chinese_font
plt.rcParams["axes.unicode_minus"] = False
plt.rcParams["figure.figsize"] = (8, 4)


def words(zh: str, en: str) -> str:
    """Both languages where a Chinese font is installed, else English: boxes instead of characters help nobody."""
    return f"{zh}\n{en}" if chinese_font else en


def every_year(rows):
    """Rows by year, an empty one for each year without reports: a gap must look like a gap."""
    years = range(int(rows.report_year.min()), int(rows.report_year.max()) + 1) if len(rows) else []
    return rows.set_index("report_year").reindex(years)


warehouse = duckdb.connect(str(load_settings().published_path), read_only=True)
warehouse.sql(
    "SELECT report_year, count(*) AS reports, count(*) FILTER (WHERE is_clean) AS clean FROM mart.reports GROUP BY 1 ORDER BY 1"
)

# %% [markdown]
# ## 1. Requests received · 每年新收申请
#
# The sum grows when more organs report, not only when people ask more: the line is the mean of an organ.

# %%
requests = warehouse.sql("""
    SELECT report_year, sum(value)::DOUBLE AS requests, count(value) AS organs
    FROM mart.panel
    WHERE measure_code = 'requests_received' AND scope = 'own' AND is_clean
    GROUP BY report_year ORDER BY report_year
""").df()
requests = every_year(requests)
figure, axis = plt.subplots()
bars = axis.bar(requests.index, requests.requests, color="#4c78a8")
axis.bar_label(
    bars, [f"n={number:.0f}" if number > 0 else "" for number in requests.organs], label_type="center", color="white"
)
axis.set_ylabel(words("件", "requests"))
mean = axis.twinx()
mean.plot(requests.index, requests.requests / requests.organs, color="#e45756", marker="o")
mean.set_ylabel(words("平均每机关（件）", "mean of an organ"))
mean.set_ylim(bottom=0, top=1.2 * (requests.requests / requests.organs).max())
axis.set_ylim(top=1.2 * requests.requests.max())
axis.set_xticks(requests.index)
axis.set_title(words("新收申请（n：报告数）", "requests received (n: reports)"))
plt.show()

# %% [markdown]
# ## 2. Disclosure rate · 公开率
#
# One point of the box is one organ. An organ that processed nothing has no rate and is not drawn as 0.

# %%
rates = warehouse.sql("""
    SELECT report_year, list(value::DOUBLE) AS rates, count(*) AS organs
    FROM mart.indicators
    WHERE indicator_code = 'disclosure_rate' AND scope = 'own' AND is_clean AND value IS NOT NULL
    GROUP BY report_year ORDER BY report_year
""").df()
figure, axis = plt.subplots()
axis.boxplot(
    [[100 * rate for rate in year] for year in rates.rates],
    tick_labels=[f"{year}\nn={organs}" for year, organs in zip(rates.report_year, rates.organs, strict=True)],
)
axis.set_ylim(0, 105)
axis.set_ylabel("%")
axis.set_title(words("予以公开和部分公开占办结申请的比例", "granted in full or in part, of requests processed"))
plt.show()

# %% [markdown]
# ## 3. Reasons of denial · 不予公开的理由

# %%
reasons = warehouse.sql("""
    SELECT report_year, replace(label_zh, '不予公开：', '') AS zh, replace(measure_code, 'denied_', '') AS en, sum(value)::DOUBLE AS denials
    FROM mart.panel
    WHERE measure_code LIKE 'denied_%' AND measure_code NOT IN ('denied_total', 'denied_2014') AND scope = 'own' AND is_clean
    GROUP BY ALL ORDER BY report_year, en
""").df()
reasons["reason"] = reasons.zh if chinese_font else reasons.en
stacked = reasons.pivot_table(index="report_year", columns="reason", values="denials", aggfunc="sum", fill_value=0)
axis = stacked.plot.bar(stacked=True, rot=0, colormap="tab10")
axis.set_xlabel("")
axis.set_ylabel(words("件", "denials"))
axis.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
axis.set_title(words("不予公开的理由", "denials by reason"))
plt.show()

# %% [markdown]
# ## 4. Denials overturned · 纠错率
#
# Corrected, of all that were decided: sums of numerators and denominators, so that an organ with one case does not weigh as much
# as one with a hundred.

# %%
overturned = warehouse.sql("""
    SELECT report_year, indicator_code, 100 * sum(numerator)::DOUBLE / nullif(sum(denominator), 0)::DOUBLE AS pct, sum(denominator)::INTEGER AS cases
    FROM mart.indicators
    WHERE indicator_code IN ('review_overturn_rate', 'suit_overturn_rate') AND scope = 'own' AND is_clean
    GROUP BY ALL ORDER BY report_year
""").df()
labels = {"review_overturn_rate": words("行政复议", "review"), "suit_overturn_rate": words("行政诉讼", "court")}
figure, axis = plt.subplots()
for code, rows in overturned.groupby("indicator_code"):
    by_year = every_year(rows)
    axis.plot(by_year.index, by_year.pct, marker="o", label=labels[code])
    for row in rows.dropna().itertuples():
        axis.annotate(
            f"n={row.cases}", (row.report_year, row.pct), textcoords="offset points", xytext=(0, 6), fontsize=8
        )
    axis.set_xticks(by_year.index)
axis.set_ylim(-3, 103)
axis.set_ylabel("%")
axis.legend()
axis.set_title(words("审结案件中结果纠正的比例（n：审结案件）", "corrected, of cases decided (n: cases)"))
plt.show()

# %% [markdown]
# ## 5. Coverage · 覆盖情况
#
# Reports that should be there: published in time, late, without a date, or missing.

# %%
coverage = (
    warehouse.sql("""
    SELECT
        report_year,
        count(*) FILTER (WHERE has_report AND days_late = 0) AS in_time,
        count(*) FILTER (WHERE has_report AND days_late > 0) AS late,
        count(*) FILTER (WHERE has_report AND days_late IS NULL) AS no_date,
        count(*) FILTER (WHERE NOT has_report) AS missing
    FROM mart.coverage GROUP BY report_year ORDER BY report_year
""")
    .df()
    .set_index("report_year")
)
coverage.columns = [
    words("按时", "in time"),
    words("逾期", "late"),
    words("期限或日期不明", "due date or date not known"),
    words("缺", "missing"),
]
axis = coverage.plot.bar(stacked=True, rot=0, color=["#54a24b", "#f58518", "#bab0ac", "#e45756"])
axis.set_xlabel("")
axis.set_ylabel(words("份", "reports"))
axis.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
axis.set_title(words("应公开的年度报告", "reports expected, by what became of them"))
plt.show()
