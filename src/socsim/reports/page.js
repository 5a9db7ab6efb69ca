"use strict";
(function () {
  const data = JSON.parse(document.getElementById("explorer-data").textContent);
  const chart = document.getElementById("explorer");
  const choice = document.getElementById("explorer-metric");
  const now = document.getElementById("explorer-now");
  const table = document.getElementById("explorer-table");
  const language = document.documentElement.lang;
  const colours = ["#000000", "#D55E00", "#0072B2", "#009E73", "#CC79A7"];
  const markers = ["circle", "square", "triangle-up", "diamond", "triangle-down"];
  const dashes = ["solid", "dash", "dot", "dashdot", "longdash"];
  const written = (x) => x === null ? "–"
    : x.toLocaleString(language, { maximumSignificantDigits: 3 }).replace("-", "\u2212");

  // Plotly reads some tags and links in labels
  const plain = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  function row(cells, name) {
    const tr = document.createElement("tr");
    cells.forEach((text, at) => {
      const cell = document.createElement(name === "thead" ? (at ? "th" : "td") : (at ? "td" : "th"));
      if (name === "thead" && at) cell.scope = "col";
      if (name === "tbody" && !at) cell.scope = "row";
      cell.textContent = text;
      tr.append(cell);
    });
    return tr;
  }

  function show() {
    const metric = data.metrics[Number(choice.value)];
    const traces = metric.lines.map((line, at) => ({
      x: data.groups.map(plain), y: line.value, name: plain(line.name), mode: "lines+markers", type: "scatter",
      line: { color: colours[at % 5], dash: dashes[at % 5], width: 1.5 },
      marker: { color: colours[at % 5], symbol: markers[at % 5], size: 10 },
      error_y: {
        type: "data", symmetric: false, color: colours[at % 5], thickness: 1.5,
        array: line.value.map((v, i) => v === null || line.high[i] === null ? 0 : line.high[i] - v),
        arrayminus: line.value.map((v, i) => v === null || line.low[i] === null ? 0 : v - line.low[i]),
      },
      hovertemplate: "%{x}<br>%{y:.3g} " + plain(metric.unit) + "<extra>%{fullData.name}</extra>",
    }));
    Plotly.react(chart, traces, {
      margin: { t: 20, r: 20, b: 50, l: 70 }, height: 420, separators: data.decimal,
      font: { family: "system-ui, Segoe UI, Helvetica Neue, Arial, sans-serif", size: 14, color: "#1a1a1a" },
      yaxis: { title: { text: plain(metric.unit) }, rangemode: "tozero" },
      xaxis: { type: "category", range: [-0.4, data.groups.length - 0.6], automargin: true },
      legend: { orientation: "h", y: -0.18 },
    }, { displayModeBar: false, responsive: true });
    now.textContent = metric.label + ": " + metric.better;
    const head = document.createElement("thead");
    head.append(row(["", ...data.groups], "thead"));
    const body = document.createElement("tbody");
    metric.lines.forEach((line) => body.append(row([line.name, ...line.value.map((value, at) =>
      value === null ? "–" : written(value) + (line.low[at] === null ? "" : " " + data.interval
        .replace("{low}", written(line.low[at])).replace("{high}", written(line.high[at]))))], "tbody")));
    table.querySelectorAll("thead, tbody").forEach((part) => part.remove());
    table.append(head, body);
  }
  choice.addEventListener("change", show);
  show();
})();
