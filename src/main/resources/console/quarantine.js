// The messages in quarantine, on all nodes.

import { ask, part } from './api.js';
import { $, clock, el, rows, say, shorten, size } from './dom.js';
import * as message from './message.js';

const SHOWN = 100;
let timer;

export function begin() {
  $('search-form').addEventListener('submit', (event) => { event.preventDefault(); refresh(); });
  $('search').addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(refresh, 250); });
  message.onGone(refresh);
}

export async function refresh() {
  const words = $('search').value.trim();
  const answers = await ask(`/quarantine?nodes=all&limit=${SHOWN}&q=${part(words)}`);
  if (words !== $('search').value.trim()) return;
  const all = answers.nodes.flatMap(({ node, answer }) => (answer?.messages ?? []).map((each) => ({ node, ...each })));
  all.sort((a, b) => b.time.localeCompare(a.time));
  const total = answers.nodes.reduce((sum, { answer }) => sum + (answer?.total ?? 0), 0);
  const silent = answers.nodes.filter(({ answer }) => !answer).map(({ node }) => node);
  const several = answers.nodes.length > 1;
  const short = shorten(answers.nodes.map((each) => each.node));
  say($('quarantine-words'), [
    `${total.toLocaleString('en')} ${total === 1 ? 'message' : 'messages'}${words ? ' found' : ''}${total > SHOWN ? `, the newest ${SHOWN} shown` : ''}`,
    silent.length ? `${silent.join(', ')} did not answer` : ''].filter(Boolean).join(' · '));
  rows($('messages'), all.slice(0, SHOWN), (each) => `${each.node}/${each.id}`, (each) => [
    el('span', {}, clock(each.time), several ? el('small', {}, short(each.node)) : ''),
    el('button', { type: 'button', class: 'link', 'data-id': each.id, 'data-node': each.node }, each.subject || '(no subject)'),
    el('span', {}, each.from || '<>', el('small', {}, recipients(each))),
    el('span', {}, each.reason, el('small', {}, `by ${each.scanner}`)),
    size(each.octets),
  ], (each) => ({ 'aria-current': message.isOpen(each) ? 'true' : 'false' }));
  for (const button of $('messages').querySelectorAll('button')) {
    button.onclick = () => open(all.find((each) => each.id === button.dataset.id && each.node === button.dataset.node));
  }
}

async function open(chosen) {
  await message.open(chosen);
  await refresh();
}

function recipients(each) {
  return each.recipients[0] + (each.recipients.length > 1 ? ` and ${each.recipients.length - 1} more` : '');
}
