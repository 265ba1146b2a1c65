"use strict";

// The drawing library is large: it is fetched only where a page has a chart.
function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function option(data) {
  const text = colour("--muted");
  const line = colour("--line");
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    color: [colour("--accent"), colour("--star"), text],
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: text },
    grid: { left: 8, right: 8, top: 36, bottom: 8, containLabel: true },
    legend: { show: data.series.length > 1, top: 0, textStyle: { color: text } },
    tooltip: { trigger: "axis", renderMode: "richText" },
    xAxis: { type: "category", data: data.labels, axisLine: { lineStyle: { color: line } }, axisLabel: { color: text } },
    yAxis: {
      type: "value",
      min: data.low ?? undefined,
      max: data.high ?? undefined,
      axisLabel: { color: text },
      splitLine: { lineStyle: { color: line } },
    },
    series: data.series.map((one, place) => ({
      type: data.kind,
      name: one.name,
      data: one.values,
      symbol: ["circle", "rect", "triangle"][place % 3],
      symbolSize: 6,
      lineStyle: { type: ["solid", "dashed", "dotted"][place % 3], width: 2 },
    })),
  };
}

function draw(figure) {
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const place = figure.querySelector(".chart-drawing");
  place.hidden = false;
  figure.querySelector("details").open = false;
  const chart = window.echarts.init(place, null, { renderer: "svg" });
  chart.setOption(option(data));
  new ResizeObserver(() => chart.resize()).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.setOption(option(data)));
}

const figures = document.querySelectorAll("[data-chart]");
if (figures.length > 0) {
  // Without the library the table stays open, and nothing is missing.
  load(figures[0].dataset.echarts).then(() => figures.forEach(draw));
}
