// The nodes: state, load, sessions, messages per second.

import { $, el, rate, rows, say, svg } from './dom.js';

/** `view` is the answer to /cluster, `answers` that of all nodes to /node. */
export function show(view, answers, series) {
  const kept = new Map(answers.nodes.filter((each) => each.answer).map((each) => [each.node, each.answer.quarantined]));
  const living = view.nodes.filter((node) => node.state !== 'gone');
  const all = living.reduce((sum, node) => sum + (series.rate(node.name) ?? 0), 0);
  say($('cluster-words'), [
    `${living.length} of ${view.nodes.length} ${view.nodes.length === 1 ? 'node' : 'nodes'}`,
    view.alone ? 'it hears of no other' : view.gridUp ? 'grid up' : view.nodes.length > 1 ? 'grid down' : '',
    `${rate(all)} messages/s`].filter(Boolean).join(' · '));
  rows($('nodes'), view.nodes, (node) => node.name, (node) => {
    const silent = node.state === 'gone' || !kept.has(node.name);
    return [
      el('b', {}, node.name), state(node, kept.has(node.name)), load(node.load), node.sessions,
      silent ? '–' : rate(series.rate(node.name)), spark(series.counts(node.name, 120), node.name), kept.get(node.name) ?? '–', node.version];
  }, (node) => ({ class: node.state === 'gone' ? 'faded' : '' }));
  const total = Array.from(kept.values()).reduce((sum, count) => sum + count, 0);
  say($('kept'), total ? total.toLocaleString('en') : '');
}

function state(node, answered) {
  const words = node.state === 'gone' ? `gone, heard ${Math.round(node.ageMillis / 1000)} s ago`
    : answered ? node.state : `${node.state}, its HTTP does not answer`;
  return el('span', { class: `state ${node.state}` }, words);
}

function load(value) {
  const percent = Math.round(value * 100);
  return el('span', { class: 'load' },
    svg('svg', { viewBox: '0 0 100 8', 'aria-hidden': 'true', preserveAspectRatio: 'none', class: value >= 0.9 ? 'bar full' : value >= 0.7 ? 'bar high' : 'bar' },
      svg('rect', { width: 100, height: 8, class: 'rail' }), svg('rect', { width: Math.max(percent, 0.5), height: 8, class: 'use' })),
    el('span', {}, `${percent} %`));
}

/** A small curve without axes; the number beside it says how much. */
function spark(counts, name) {
  const most = Math.max(1, ...counts);
  const points = counts.map((count, at) => `${at},${(24 - 22 * count / most).toFixed(1)}`).join(' ');
  return svg('svg', { class: 'spark', viewBox: '0 0 119 25', preserveAspectRatio: 'none', role: 'img', 'aria-label': `${name}: at most ${most} messages in a second` },
    svg('polyline', { points }));
}
