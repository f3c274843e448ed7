// One message of the quarantine: read it as text, let it go, delete it, or save it.

import { ask, octets, part } from './api.js';
import { $, clock, confirm, el, notice, size } from './dom.js';

const FIRST = ['from', 'to', 'cc', 'reply-to', 'date'];
let current;
let gone = () => {};

/** Called when a message has left the quarantine. */
export function onGone(handler) {
  gone = handler;
}

export const isOpen = (message) => current?.id === message.id && current.node === message.node;

const path = (what = '', more = '') => `/quarantine/${part(current.id)}${what}?node=${part(current.node)}${more}`;

export async function open(message) {
  current = message;
  const panel = $('message');
  panel.hidden = false;
  panel.replaceChildren(el('p', { class: 'words' }, 'Reading …'));
  try {
    const preview = await ask(path('/preview'));
    if (isOpen(message)) panel.replaceChildren(...content(message, preview));
  } catch (problem) {
    if (isOpen(message)) panel.replaceChildren(heading(message), el('p', { class: 'error' }, problem.message), closing());
  }
  panel.focus({ preventScroll: true });
  if (panel.getBoundingClientRect().top > window.innerHeight * 0.6) panel.scrollIntoView({ block: 'start' });
}

function content(message, preview) {
  const named = new Map(preview.headers.map((header) => [header.name.toLowerCase(), header.value]));
  return [
    heading(message),
    el('dl', { class: 'facts' }, ...facts(message, named)),
    el('p', { class: 'buttons' }, action('Release', 'release', () => release(message)), action('Delete', 'delete', () => remove(message)),
      action('Scan again, then send', 'quiet', () => release(message, '&rescan=true')), action('Save as file', 'quiet', () => save(message)), closing()),
    copying(message),
    preview.damaged ? el('p', { class: 'error' }, 'Its structure could not be read to the end.') : '',
    ...texts(preview),
    attachments(preview.attachments),
    preview.cut ? el('p', { class: 'words' }, 'Some of it is left out here; the saved file has it all.') : '',
    el('details', {}, el('summary', {}, `All ${preview.headers.length} header fields`),
      el('dl', { class: 'facts' }, ...preview.headers.flatMap((header) => [el('dt', {}, header.name), el('dd', {}, header.value)]))),
  ].filter(Boolean);
}

function heading(message) {
  return el('h2', { id: 'message-title' }, message.subject || '(no subject)');
}

function facts(message, named) {
  const fields = FIRST.filter((name) => named.has(name)).map((name) => [name, named.get(name)]);
  const envelope = [
    ['envelope', `${message.from || '<>'} to ${message.recipients.join(', ')}`],
    ['client', `${message.client} (${message.helo})`],
    ['kept', `${clock(message.time)} on ${message.node}, ${size(message.octets)}`],
    ['because', `${message.reason} (${message.scanner})`],
    ['id', message.id]];
  return [...fields, ...envelope].flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]);
}

/** Plain text and HTML may tell different stories; both are letters here. */
function texts(preview) {
  const both = preview.text.trim() && preview.htmlText.trim();
  const shown = [];
  if (preview.text.trim()) shown.push(section(both ? 'Plain text' : 'Text', preview.text));
  if (preview.htmlText.trim()) shown.push(section('HTML, as text', preview.htmlText));
  return shown.length ? shown.flat() : [el('p', { class: 'words' }, 'It has no text.')];
}

const section = (title, text) => [el('h3', {}, title), el('pre', { class: 'text', tabindex: 0, 'aria-label': title, role: 'region' }, text)];

function attachments(parts) {
  if (!parts.length) return '';
  return el('div', {}, el('h3', {}, parts.length === 1 ? 'One attachment' : `${parts.length} attachments`),
    el('ul', {}, ...parts.map((each) => el('li', {}, el('b', {}, each.name || '(no name)'), ` ${each.type}, ${size(each.octets)}`))));
}

function copying(message) {
  return el('form', { class: 'line', onsubmit: (event) => { event.preventDefault(); copy(message); } },
    el('label', { for: 'copy-to' }, 'Copy to'),
    el('input', { id: 'copy-to', type: 'text', maxlength: 320, required: true, autocapitalize: 'off', autocomplete: 'off', spellcheck: 'false', placeholder: 'analyst@example.com' }),
    el('button', { type: 'submit', class: 'quiet' }, 'Send a copy'));
}

async function copy(message) {
  const to = $('copy-to').value.trim();
  if (!await confirm('Send a copy?', `“${message.subject || '(no subject)'}” goes to ${to} too, and stays in quarantine.`, 'Send', 'release')) return;
  try {
    const answer = await ask(path('/release', `&to=${part(to)}`), 'POST');
    notice(`${answer.already ? 'It was sent there before' : 'Sent'}. The next hop said: ${answer.reply}`);
  } catch (problem) {
    notice(problem.message, 'bad');
  }
}

function action(title, kind, act) {
  return el('button', { type: 'button', class: kind, onclick: act }, title);
}

function closing() {
  return action('Close', 'quiet', close);
}

function close() {
  const id = current?.id;
  current = undefined;
  $('message').hidden = true;
  $('message').replaceChildren();
  const row = Array.from($('messages').querySelectorAll('button')).find((each) => each.dataset.id === id);
  (row ?? $('search')).focus();
  gone();
}

async function release(message, how = '') {
  const whom = message.recipients.length === 1 ? message.recipients[0] : `${message.recipients.length} recipients`;
  if (!await confirm('Release this message?', `“${message.subject || '(no subject)'}” goes to ${whom}. It cannot be called back.`, 'Release', 'release')) return;
  await leave(message, async () => {
    const answer = await ask(path('/release', how), 'POST');
    return `${answer.already ? 'It was released before' : 'Released'}. The next hop said: ${answer.reply}`;
  });
}

async function remove(message) {
  if (!await confirm('Delete this message?', `“${message.subject || '(no subject)'}” from ${message.from || '<>'} is deleted for good.`, 'Delete', 'delete')) return;
  await leave(message, async () => {
    await ask(path(), 'DELETE');
    return 'Deleted.';
  });
}

async function leave(message, act) {
  if (!isOpen(message)) return;
  const buttons = $('message').querySelectorAll('button');
  buttons.forEach((button) => { button.disabled = true; });
  try {
    notice(await act());
    close();
  } catch (problem) {
    notice(problem.message, 'bad');
    buttons.forEach((button) => { button.disabled = false; });
  }
}

async function save(message) {
  try {
    const url = URL.createObjectURL(new Blob([await octets(path('/message'))], { type: 'application/octet-stream' }));
    el('a', { href: url, download: `${message.id}.eml` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  } catch (problem) {
    notice(problem.message, 'bad');
  }
}
