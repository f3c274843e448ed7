// The messages in quarantine, on all nodes, and what was done to them.

import { ask, part } from './api.js';
import { $, clock, confirm, el, notice, rows, say, shorten, size } from './dom.js';
import * as message from './message.js';

const PAGE = 100;
const DEEDS = 50;
let timer;
let pages = 1;
let shown = [];
const selected = new Set();

export function begin() {
  $('search-form').addEventListener('submit', (event) => { event.preventDefault(); anew(); });
  $('search-form').addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(anew, 250); });
  $('more-messages').onclick = () => { pages++; refresh(); };
  $('select-all').onclick = () => {
    const all = shown.every((each) => selected.has(each.id));
    shown.forEach((each) => (all ? selected.delete(each.id) : selected.add(each.id)));
    ticks();
  };
  $('release-selected').onclick = () => several('release', 'Release');
  $('delete-selected').onclick = () => several('delete', 'Delete');
  message.onGone(refresh);
}

function anew() {
  pages = 1;
  selected.clear();
  return refresh();
}

function choice() {
  const chosen = [['q', $('search').value.trim()]];
  for (const input of document.querySelectorAll('[data-filter]')) {
    const value = input.value.trim();
    chosen.push([input.dataset.filter, value && input.type === 'datetime-local' ? new Date(value).toISOString() : value]);
  }
  return chosen.filter(([, value]) => value).map(([name, value]) => `&${name}=${part(value)}`).join('');
}

export async function refresh() {
  const chosen = choice();
  const all = [];
  const silent = new Set();
  let page = { next: '' };
  for (let number = 0; number < pages && page.next !== undefined; number++) {
    page = await ask(`/quarantine?nodes=all&limit=${PAGE}${chosen}${page.next ? `&after=${part(page.next)}` : ''}`);
    all.push(...page.messages);
    page.unanswered.forEach(({ node }) => silent.add(node));
  }
  if (chosen !== choice()) return;
  shown = all;
  const short = shorten(all.map((each) => each.node));
  const several = new Set(all.map((each) => each.node)).size > 1;
  say($('quarantine-words'), [
    `${page.total.toLocaleString('en')} ${page.total === 1 ? 'message' : 'messages'}${chosen ? ' found' : ''}${page.total > all.length ? `, the newest ${all.length} shown` : ''}`,
    silent.size ? `${[...silent].join(', ')} did not answer` : ''].filter(Boolean).join(' · '));
  rows($('messages'), all, (each) => `${each.node}/${each.id}`, (each) => [
    el('input', { type: 'checkbox', 'data-tick': each.id, 'aria-label': `Select ${each.subject || each.id}` }),
    el('span', {}, clock(each.time), several ? el('small', {}, short(each.node)) : ''),
    el('button', { type: 'button', class: 'link', 'data-id': each.id, 'data-node': each.node }, each.subject || '(no subject)'),
    el('span', {}, each.from || '<>', el('small', {}, recipients(each))),
    el('span', {}, each.reason, el('small', {}, `by ${each.scanner}`)),
    size(each.octets),
  ], (each) => ({ 'aria-current': message.isOpen(each) ? 'true' : 'false' }));
  for (const button of $('messages').querySelectorAll('button')) {
    button.onclick = () => open(all.find((each) => each.id === button.dataset.id && each.node === button.dataset.node));
  }
  for (const tick of $('messages').querySelectorAll('[data-tick]')) {
    tick.onchange = () => { tick.checked ? selected.add(tick.dataset.tick) : selected.delete(tick.dataset.tick); ticks(); };
  }
  $('more-messages').hidden = page.next === undefined;
  ticks();
  await deeds();
}

/** What is not shown any more is not selected either. */
function ticks() {
  const there = new Set(shown.map((each) => each.id));
  selected.forEach((id) => { if (!there.has(id)) selected.delete(id); });
  for (const tick of $('messages').querySelectorAll('[data-tick]')) tick.checked = selected.has(tick.dataset.tick);
  $('release-selected').disabled = $('delete-selected').disabled = selected.size === 0;
}

async function several(action, verb) {
  const ids = [...selected];
  const what = ids.length === 1 ? 'the selected message' : `${ids.length} selected messages`;
  if (!await confirm(`${verb} ${what}?`, action === 'delete' ? 'They are deleted for good.' : 'They go to their recipients and cannot be called back.', verb, action)) return;
  try {
    const results = [];
    for (let at = 0; at < ids.length; at += PAGE) {
      results.push(...(await ask(`/quarantine/actions?action=${action}&ids=${ids.slice(at, at + PAGE).map(part).join(',')}`, 'POST')).results);
    }
    const failed = results.filter(({ done }) => !done);
    notice(failed.length ? `${results.length - failed.length} of ${results.length} done. ${failed[0].id}: ${failed[0].detail}`
      : `${results.length} ${action === 'delete' ? 'deleted' : 'released'}.`, failed.length ? 'bad' : 'good');
  } catch (problem) {
    notice(problem.message, 'bad');
  }
  await refresh();
}

async function deeds() {
  const answers = await ask(`/quarantine/audit?nodes=all&limit=${DEEDS}`);
  const all = new Map();
  answers.nodes.forEach(({ answer }) => (answer?.entries ?? []).forEach((each) =>
    all.set([each.time, each.node, each.action, each.id, each.detail].join(' '), each)));
  const newest = [...all].sort(([, a], [, b]) => b.time.localeCompare(a.time)).slice(0, DEEDS);
  rows($('audit'), newest, ([key]) => key, ([, each]) => [
    clock(each.time), el('span', {}, each.who, el('small', {}, each.client)), each.action, each.id || '–',
    el('span', {}, each.outcome, el('small', {}, each.detail))]);
}

async function open(chosen) {
  await message.open(chosen);
  await refresh();
}

function recipients(each) {
  return each.recipients[0] + (each.recipients.length > 1 ? ` and ${each.recipients.length - 1} more` : '');
}
