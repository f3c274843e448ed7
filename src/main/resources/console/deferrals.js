// The last messages that were put off, on any node.

import { ask } from './api.js';
import { $, clock, el, rows, say, shorten } from './dom.js';

const SHOWN = 30;

export async function refresh() {
  const answers = await ask('/deferrals?nodes=all');
  const all = answers.nodes.flatMap(({ node, answer }) => (answer?.deferrals ?? []).map((each) => ({ node, ...each })));
  all.sort((a, b) => b.at.localeCompare(a.at));
  const several = answers.nodes.length > 1;
  const short = shorten(answers.nodes.map((each) => each.node));
  say($('deferrals-words'), all.length === 0 ? 'nothing since the start' : 'newest first; older ones are in the log');
  rows($('deferrals'), all.slice(0, SHOWN), (each) => `${each.node} ${each.id} ${each.at}`, (each) => [
    el('span', {}, clock(each.at), several ? el('small', {}, short(each.node)) : ''),
    el('span', {}, each.from, el('small', {}, each.to + (each.recipients > 1 ? ` and ${each.recipients - 1} more` : ''))),
    el('span', {}, el('b', {}, each.cause), el('small', {}, each.detail || (each.route ? `route ${each.route}` : ''))),
    each.reply,
  ]);
}
