// The two charts of the overview, drawn by uPlot.

import { $, el, millis, rate, say } from './dom.js';
import { results } from './series.js';

/* global uPlot */

const SECONDS = 300;
const QUANTILES = ['median', '95 %', '99 %'];
let charts = [];
let latest;

/** Shows the columns that Series.window gives. */
export function show(series) {
  const columns = series.window($('which').value, SECONDS);
  latest = columns;
  if (!columns.time.length) return;
  if (!charts.length) build();
  charts[0].setData([columns.time, ...columns.results]);
  charts[1].setData([columns.time, ...columns.quantiles]);
  legend($('rate-legend'), results, columns.results.map((column) => rate(average(column.slice(-5)))));
  legend($('times-legend'), QUANTILES, columns.quantiles.map((column) => millis(column.at(-1))));
}

export const seconds = SECONDS;

/** Draws anew with the colours of now. */
export function repaint() {
  charts.forEach((chart) => chart.destroy());
  charts = [];
  if (latest?.time.length && !$('overview').hidden) {
    build();
    charts[0].setData([latest.time, ...latest.results]);
    charts[1].setData([latest.time, ...latest.quantiles]);
  }
}

/** The nodes that can be looked at alone. */
export function choices(nodes) {
  const select = $('which');
  const there = Array.from(select.options, (option) => option.value).slice(1);
  if (there.join() === nodes.join()) return;
  const chosen = select.value;
  select.replaceChildren(select.options[0], ...nodes.map((node) => el('option', { value: node }, node)));
  select.value = nodes.includes(chosen) ? chosen : '';
}

function build() {
  charts = [
    chart($('rate'), results.map((name, at) => line(name, at === 0)), { range: (_, low, high) => [0, Math.max(1, high * 1.1)] },
      { values: (_, ticks) => ticks.map((tick) => tick >= 1000 ? `${tick / 1000}k` : String(tick)) }),
    chart($('times'), QUANTILES.map((_, at) => line(`quantile-${at}`, false)), { distr: 3, range: decades },
      { filter: wholes, values: (_, ticks) => ticks.map((tick) => tick == null ? null : tick >= 1000 ? `${tick / 1000} s` : `${tick} ms`) }),
  ];
}

const wholes = (_, ticks) => ticks.map((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9 ? tick : null);

/** Whole powers of ten around the values, in milliseconds. */
function decades(_, low, high) {
  const from = 10 ** Math.floor(Math.log10(low || 1));
  return [from, Math.max(from * 100, 10 ** Math.ceil(Math.log10(high || 10)))];
}

function line(name, filled) {
  const stroke = colour(`series-${name}`);
  return { label: name, stroke, width: 1.5, spanGaps: true, points: { show: false }, fill: filled ? stroke.replace('rgb(', 'rgba(').replace(')', ', 0.12)') : undefined };
}

function chart(place, lines, y, ofY) {
  const grid = { stroke: colour('line'), width: 1, ...(ofY.filter && { filter: ofY.filter }) };
  const axis = { stroke: colour('muted'), grid, ticks: { show: false }, font: '11px system-ui, sans-serif' };
  const made = new uPlot({
    width: place.clientWidth, height: place.clientHeight, legend: { show: false }, cursor: { drag: { x: false, y: false }, y: false, points: { size: 6 } },
    scales: { x: { time: true }, y },
    series: [{}, ...lines],
    axes: [
      { ...axis, grid: { show: false }, space: 70, size: 24, values: (_, ticks) => ticks.map((tick) => new Date(tick * 1000).toLocaleTimeString('en-GB')) },
      { ...axis, size: 48, ...ofY },
    ],
  }, [[], ...lines.map(() => [])], place);
  return made;
}

/** What the style sheet says under a class, as canvas wants it. */
function colour(name) {
  const probe = el('i', { class: `ink-${name}` });
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function legend(place, names, values) {
  if (place.childElementCount !== names.length) {
    place.replaceChildren(...names.map((name, at) => el('span', {},
      el('i', { class: `swatch ink-series-${place.id === 'rate-legend' ? name : `quantile-${at}`}` }), el('span', {}, name), ' ', el('b'))));
  }
  values.forEach((value, at) => say(place.children[at].lastChild, value));
}

function average(values) {
  const known = values.filter((value) => value != null);
  return known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}

new ResizeObserver(() => charts.forEach((each) => {
  const width = each.root.parentElement.clientWidth;
  if (width && width !== each.width) each.setSize({ width, height: each.height });
})).observe(document.documentElement);
