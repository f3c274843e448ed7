// Next hops as all nodes see them, the troubled ones first.

import { ask, part } from './api.js';
import { $, clock, el, millis, notice, rows, say, shorten } from './dom.js';

const SHOWN = 25;
const RANK = { open: 0, 'half-open': 1, closed: 2 };

export async function refresh() {
  show(await ask('/hops?nodes=all'));
}

/** `answers` is that of all nodes to /hops. */
function show(answers) {
  const hops = new Map();
  for (const { node, answer } of answers.nodes) {
    for (const hop of answer?.hops ?? []) {
      const known = hops.get(hop.hop) ?? { name: hop.hop, hosts: new Set(), seen: [] };
      hop.hosts?.forEach((host) => known.hosts.add(host));
      known.seen.push({ node, ...hop });
      hops.set(hop.hop, known);
    }
  }
  const short = shorten(answers.nodes.map((each) => each.node));
  const all = Array.from(hops.values()).sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  const open = all.filter((hop) => rank(hop) < 2).length;
  say($('hops-words'), all.length === 0 ? 'none was needed yet'
    : `${all.length} known, ${open ? `${open} in trouble` : 'all well'}${all.length > SHOWN ? `, ${SHOWN} shown` : ''}`);
  rows($('hops'), all.slice(0, SHOWN), (hop) => hop.name, (hop) => [name(hop), breaker(hop, short), latency(hop), failure(hop), button(hop)]);
  buttons(hops);
}

const rank = (hop) => Math.min(...hop.seen.map((each) => RANK[each.state] ?? 2));

function name(hop) {
  const hosts = Array.from(hop.hosts).filter((host) => !hop.name.startsWith(host)).join(', ');
  return el('span', {}, el('b', {}, hop.name), hosts ? el('small', {}, hosts) : '');
}

function breaker(hop, short) {
  const worst = Object.keys(RANK)[rank(hop)];
  const where = hop.seen.filter((each) => each.state === worst);
  const until = where.map((each) => each.openUntil).filter(Boolean).sort().at(-1);
  return el('span', {}, el('span', { class: `state ${worst}` }, worst),
    hop.seen.length > 1 && worst !== 'closed' ? el('small', {}, `at ${where.map((each) => short(each.node)).join(', ')}`) : '',
    until ? el('small', {}, `until ${clock(until)}`) : '');
}

function latency(hop) {
  const known = hop.seen.map((each) => each.latencyMillis).filter((value) => value !== undefined);
  return known.length ? millis(Math.max(...known)) : '–';
}

function failure(hop) {
  const last = hop.seen.map((each) => each.lastFailure).filter(Boolean).sort((a, b) => a.at.localeCompare(b.at)).at(-1);
  return last ? el('span', {}, `${last.phase}: ${last.cause}`, el('small', {}, `${clock(last.at)} ${last.detail}`)) : 'none';
}

function button(hop) {
  return el('button', { type: 'button', class: 'quiet', 'data-hop': hop.name, 'aria-label': `Reset ${hop.name}` }, 'Reset');
}

/** A button that stayed in its place keeps the focus, so the handler is given anew. */
function buttons(hops) {
  for (const each of $('hops').querySelectorAll('button')) each.onclick = () => reset(hops.get(each.dataset.hop));
}

async function reset(hop) {
  const done = await Promise.allSettled(hop.seen.map((each) =>
    ask(`/hops/${part(hop.name)}/reset?node=${part(each.node)}`, 'POST')));
  const failed = done.filter((each) => each.status === 'rejected' && each.reason.status !== 404);
  if (failed.length) notice(`${hop.name} was not reset everywhere: ${failed[0].reason.message}`, 'bad');
  else notice(`${hop.name} is tried again from now on.`);
  await refresh();
}
