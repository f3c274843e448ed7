// Everything that is shown is made here, from text and never from markup: what a stranger wrote stays letters.

const SVG = 'http://www.w3.org/2000/svg';

export const $ = (id) => document.getElementById(id);

/** An element; properties beginning with "on" are handlers, "class" and "data-…" attributes, the rest attributes too. */
export function el(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

export function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== ''));
  return element;
}

/** Sets a text only if it is another, so that a reader's selection and a screen reader's place survive. */
export function say(element, text) {
  if (element.textContent !== String(text)) element.textContent = text;
}

/**
 * Brings the rows of a table up to date and keeps those that stay, with the focus in them. `cells` gives for each row an
 * array of texts or nodes; `labels` are what the cells are called where the table is stacked.
 */
export function rows(body, items, key, cells, attributes = () => ({})) {
  const labels = Array.from(body.parentElement.tHead.rows[0].cells, (cell) => cell.querySelector('.unseen') ? '' : cell.textContent.trim());
  const kinds = Array.from(body.parentElement.tHead.rows[0].cells, (cell) => cell.className);
  const before = new Map(Array.from(body.rows, (row) => [row.dataset.key, row]));
  items.forEach((item, index) => {
    const name = String(key(item));
    const row = before.get(name) ?? el('tr', { 'data-key': name }, ...labels.map((label, at) =>
      el('td', { 'data-label': label, class: kinds[at] || undefined })));
    before.delete(name);
    cells(item).forEach((content, at) => put(row.cells[at], content));
    for (const [attribute, value] of Object.entries(attributes(item))) {
      if (row.getAttribute(attribute) !== value) row.setAttribute(attribute, value);
    }
    if (body.rows[index] !== row) body.insertBefore(row, body.rows[index] ?? null);
  });
  before.forEach((row) => row.remove());
}

/** A node that looks as what is there already is not put in its place. */
function put(cell, content) {
  if (!(content instanceof Node)) say(cell, content ?? '');
  else if (!(cell.firstChild && cell.childNodes.length === 1 && cell.firstChild.isEqualNode(content))) cell.replaceChildren(content);
}

let noticeTimer;

/** A word on what was done, for eyes and screen readers alike. */
export function notice(text, kind = 'good') {
  clearTimeout(noticeTimer);
  $('notice').className = `notice ${kind} shown`;
  say($('notice'), text);
  noticeTimer = setTimeout(() => { $('notice').className = 'notice'; say($('notice'), ''); }, 8000);
}

/** Asks before something that cannot be undone; the answer is a promise of yes or no. */
export function confirm(title, text, verb, kind = '') {
  const dialog = $('ask');
  say($('ask-title'), title);
  say($('ask-text'), text);
  say($('ask-yes'), verb);
  $('ask-yes').className = kind;
  return new Promise((answer) => {
    $('ask-yes').onclick = () => dialog.close('yes');
    $('ask-no').onclick = () => dialog.close('no');
    dialog.onclose = () => answer(dialog.returnValue === 'yes');
    dialog.returnValue = 'no';
    dialog.showModal();
    $('ask-no').focus();
  });
}

const units = ['octets', 'KiB', 'MiB', 'GiB'];

export function size(octets) {
  let unit = 0;
  for (; octets >= 1024 && unit < units.length - 1; unit++) octets /= 1024;
  return `${octets >= 10 || unit === 0 ? Math.round(octets) : octets.toFixed(1)} ${units[unit]}`;
}

export function millis(value) {
  if (value == null) return '–';
  if (value < 1) return `${value.toFixed(2)} ms`;
  if (value < 1000) return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  return `${(value / 1000).toFixed(value < 10000 ? 1 : 0)} s`;
}

export const rate = (value) => value == null ? '–' : value === 0 ? '0' : value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en');

/** Names as short as they can be and still differ: the first label of each. */
export function shorten(names) {
  const first = names.map((name) => name.split('.')[0]);
  return (name) => new Set(first).size === new Set(names).size ? name.split('.')[0] : name;
}

/** The time of day; with the date where that is another. */
export function clock(iso) {
  const at = new Date(iso);
  const day = at.toDateString() === new Date().toDateString() ? '' : at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' }) + ' ';
  return day + at.toLocaleTimeString('en-GB');
}
