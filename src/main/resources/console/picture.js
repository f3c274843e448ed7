// A plan as a picture: recipient, then each preference with its candidates, numbered in the order in which they are asked,
// and what was left out and why.

import { svg } from './dom.js';
import { words } from './path.js';

const HEIGHT = 62;
const GAP = 12;
const LABEL = 78;
const WIDEST = 270;

/** As wide as there is room for, so that its letters keep their size. */
export function draw(plan, width) {
  const levels = [...new Set([...plan.candidates, ...(plan.cut ?? [])].map((each) => each.preference))].sort((a, b) => a - b);
  const picture = svg('svg', { class: 'picture', width, role: 'img', 'aria-label': title(plan) });
  let y = head(picture, plan, width);
  levels.forEach((preference, index) => {
    arrow(picture, y, index === 0 ? '' : 'if none of these takes it');
    y += 30;
    const candidates = plan.candidates.filter((each) => each.preference === preference);
    const cut = (plan.cut ?? []).filter((each) => each.preference === preference);
    y = level(picture, width, y, preference, [...candidates.map((each) => candidate(each, plan.candidates.indexOf(each) + 1)), ...cut.map(left)]);
  });
  picture.setAttribute('height', y + 4);
  return picture;
}

function title(plan) {
  return plan.candidates.length
    ? `Mail for ${plan.recipient}: ${plan.candidates.map((each, at) => `${at + 1}. ${each.host} ${each.address}`).join(', ')}`
    : `Mail for ${plan.recipient}: no candidate`;
}

function head(picture, plan, width) {
  picture.append(svg('rect', { x: 0.5, y: 0.5, width: Math.min(width - 1, LABEL + WIDEST), height: 40, rx: 4, class: 'start' }),
    text(12, 25, plan.recipient, 'strong', Math.min(width, LABEL + WIDEST) - 24));
  if (plan.result === 'to' && plan.candidates.length) return 41;
  const why = plan.result === 'denied' ? 'not relayed: no route takes this domain'
    : `no way: ${words(plan.failure ?? 'no candidate')}${plan.detail ? ` (${plan.detail})` : ''}`;
  picture.append(text(12, 62, why, 'bad', width - 24));
  return 74;
}

function arrow(picture, y, label) {
  picture.append(svg('path', { d: `M${LABEL + 20} ${y} v24 m-4 -6 l4 6 l4 -6`, class: 'arrow' }), text(LABEL + 32, y + 18, label, 'muted', 200));
}

function level(picture, width, y, preference, boxes) {
  const room = width - LABEL;
  const columns = Math.max(1, Math.floor((room + GAP) / (WIDEST * 0.8 + GAP)));
  const box = Math.min(WIDEST, (room - (columns - 1) * GAP) / columns);
  picture.append(text(0, y + 26, String(preference), 'strong', LABEL), text(0, y + 42, 'preference', 'muted small', LABEL + 4));
  boxes.forEach((make, at) => picture.append(make(LABEL + (at % columns) * (box + GAP), y + Math.floor(at / columns) * (HEIGHT + GAP), box)));
  return y + Math.ceil(boxes.length / columns) * (HEIGHT + GAP) - GAP;
}

function candidate(each, order) {
  const state = each.health.state;
  return (x, y, width) => svg('g', { transform: `translate(${x} ${y})`, class: `box ${each.bad ? 'troubled' : ''}` },
    svg('rect', { x: 0.5, y: 0.5, width: width - 1, height: HEIGHT - 1, rx: 4 }),
    svg('circle', { cx: 18, cy: 20, r: 10, class: 'order' }), text(18, 24.5, String(order), 'order', 20, 'middle'),
    text(36, 20, each.host, 'strong', width - 44), text(36, 36, `${each.address} : ${each.port}`, '', width - 44),
    text(36, 52, [each.bad ? 'after all others' : `${each.sharePercent} % first`, `breaker ${state}`, each.tls && each.tls !== 'opportunistic' ? `TLS ${each.tls}` : ''].filter(Boolean).join(' · '),
      state === 'closed' ? 'muted small' : 'bad small', width - 44));
}

function left(each) {
  return (x, y, width) => svg('g', { transform: `translate(${x} ${y})`, class: 'box left' },
    svg('rect', { x: 0.5, y: 0.5, width: width - 1, height: HEIGHT - 1, rx: 4 }),
    text(12, 20, each.host, 'muted', width - 24), text(12, 36, each.address ?? '', 'muted', width - 24),
    text(12, 52, `left out: ${words(each.why)}`, 'muted small', width - 24));
}

/** Cut to its room; the whole of it shows when it is pointed at. */
function text(x, y, content, kind, room, anchor) {
  const most = Math.max(4, Math.floor(room / (kind.includes('small') ? 6 : 7)));
  const shown = content.length > most ? content.slice(0, most - 1) + '…' : content;
  return svg('text', { x, y, class: kind, 'text-anchor': anchor }, shown, shown === content ? '' : svg('title', {}, content));
}
