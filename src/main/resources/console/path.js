// Where mail for a recipient goes, and what is held of MX answers.

import { ask, part } from './api.js';
import { $, el, notice, rows, say } from './dom.js';
import { draw } from './picture.js';

const SHOWN = 50;
let plan;

export function begin() {
  $('path-form').addEventListener('submit', (event) => { event.preventDefault(); explain($('recipient').value.trim()); });
  $('forget').addEventListener('click', forget);
  new ResizeObserver(() => plan && picture()).observe($('path'));
}

export async function refresh() {
  const cache = await ask('/mx-cache');
  const answers = cache.answers.sort((a, b) => a.domain.localeCompare(b.domain)).slice(0, SHOWN);
  say($('mx-words'), cache.size === 0 ? 'none yet on this node'
    : `${cache.size.toLocaleString('en')} on this node${cache.size > SHOWN ? `, ${SHOWN} shown` : ''}`);
  rows($('mx'), answers, (each) => each.domain, (each) => [
    el('button', { type: 'button', class: 'link', 'data-domain': each.domain }, each.domain), each.answer, hosts(each),
    duration(each.ttlSeconds), each.stale ? `${each.source}, stale` : each.source]);
  for (const button of $('mx').querySelectorAll('button')) {
    button.onclick = () => { $('recipient').value = button.dataset.domain; explain(button.dataset.domain); $('recipient').focus(); };
  }
}

function hosts(answer) {
  return answer.hosts ? answer.hosts.map((host) => `${host.preference} ${host.name}`).join(', ') : answer.name ?? answer.why ?? '';
}

const duration = (seconds) => seconds >= 120 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${seconds} s`;

async function explain(recipient) {
  if (!recipient) return;
  plan = undefined;
  try {
    plan = await ask(`/explain?rcpt=${part(recipient)}`);
    picture();
    $('forget').hidden = false;
    await refresh();
  } catch (problem) {
    $('forget').hidden = true;
    $('path').replaceChildren(el('p', { class: 'error' }, problem.message));
  }
}

function picture() {
  const width = $('path').clientWidth;
  if (!width) return;
  $('path').replaceChildren(summary(), draw(plan, width), asText(), siblings());
}

function summary() {
  const facts = [plan.route === 'other' ? 'no route of ours: relayed by MX' : `route ${plan.route}`];
  if (plan.relayClientsOnly) facts.push('for relay clients only');
  if (plan.mx) facts.push(`MX of ${plan.mxOf}: ${plan.mx.answer}, from ${plan.mx.source}, ${duration(plan.mx.ttlSeconds)} left`);
  if (plan.tls) facts.push(`TLS ${plan.tls}`);
  if (plan.softBounce) facts.push('5xx become 4xx');
  for (const [host, name] of Object.entries(plan.aliases ?? {})) facts.push(`${host} is an alias of ${name}`);
  return el('p', { class: 'words' }, facts.join(' · '));
}

/** The picture once more, for whoever cannot see it. */
function asText() {
  const items = plan.candidates.map((each) => el('li', {},
    `preference ${each.preference}: ${each.host} at ${each.address} port ${each.port}, first ${each.sharePercent} % of the time among its equals, breaker ${each.health.state}${each.bad ? ', asked after all others' : ''}`));
  const cut = (plan.cut ?? []).map((each) => el('li', {}, `${each.host} ${each.address ?? ''} (preference ${each.preference}) is left out: ${words(each.why)}`));
  return el('details', {}, el('summary', {}, 'The same as text'), el('ol', {}, ...items), cut.length ? el('ul', {}, ...cut) : '');
}

export const words = (label) => label.replaceAll('-', ' ');

function siblings() {
  if (!plan.siblings?.length) return el('p', { class: 'words' }, 'There is no other node to ask.');
  return el('ul', { class: 'beliefs' }, ...plan.siblings.map((each) => el('li', {},
    el('b', {}, each.node), ' ',
    each.unanswered ? `does not answer: ${each.unanswered}` : each.agrees ? 'sees the same' : `sees it otherwise: ${belief(each)}`)));
}

function belief(sibling) {
  return sibling.candidates.map((each) => `${each.hop} ${each.state}`).join(', ') || words(sibling.failure ?? sibling.result ?? 'nothing');
}

async function forget() {
  const domain = plan.mxOf ?? plan.domain;
  try {
    await ask(`/mx-cache/${part(domain)}`, 'DELETE');
    notice(`What was held of ${domain} is forgotten.`);
    await explain(plan.recipient);
  } catch (problem) {
    notice(problem.message, 'bad');
  }
}
