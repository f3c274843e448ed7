// The page's own life: log in, choose a view, keep what is shown up to date.

import { ask, onRefusal, token } from './api.js';
import * as charts from './charts.js';
import * as cluster from './cluster.js';
import * as deferrals from './deferrals.js';
import { $, clock, el, say } from './dom.js';
import * as hops from './hops.js';
import * as path from './path.js';
import * as quarantine from './quarantine.js';
import { Series } from './series.js';

const VIEWS = ['overview', 'route', 'quarantine'];
const THEMES = ['system', 'light', 'dark'];
const series = new Series();
let first = true;
let inside = false;
let silentSince = null;

async function logIn(event) {
  event.preventDefault();
  token.keep($('token').value);
  say($('login-error'), '');
  try {
    await ask('/node');
    $('token').value = '';
    enter();
  } catch (problem) {
    token.forget();
    say($('login-error'), problem.status === 401 ? 'This is not the node’s token.' : sentence(problem.message));
    $('token').focus();
  }
}

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1) + '.';

function enter() {
  inside = true;
  document.querySelector('nav').hidden = false;
  $('leave').hidden = false;
  $('login').hidden = true;
  turn();
  beat();
}

/** The page starts anew, so that nothing it has shown is left in it. */
function leave(why = '') {
  inside = false;
  token.forget();
  sessionStorage.setItem('postern-said', why);
  location.reload();
}

function begin() {
  if (token.get()) return enter();
  $('login').hidden = false;
  say($('login-error'), sessionStorage.getItem('postern-said') ?? '');
  sessionStorage.removeItem('postern-said');
  $('token').focus();
}

function view() {
  const wanted = location.hash.slice(1).split('/')[0];
  return VIEWS.includes(wanted) ? wanted : VIEWS[0];
}

function turn() {
  if (!inside) return;
  const now = view();
  VIEWS.forEach((each) => { $(each).hidden = each !== now; });
  for (const link of document.querySelectorAll('nav a')) {
    if (link.hash === `#${now}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = `${$(now).querySelector('h1').textContent} · Postern`;
  charts.repaint();
  slow();
}

/** Each second: the cluster and its messages. */
async function fast() {
  const [view, nodes, seconds] = await Promise.all([
    ask('/cluster'), ask('/node?nodes=all'), ask(`/series?nodes=all&seconds=${first ? charts.seconds + 10 : series.missing()}`)]);
  series.take(seconds);
  first = false;
  say($('where'), `${view.nodes[0].name} · ${view.nodes[0].state}`);
  cluster.show(view, nodes, series);
  charts.choices(view.nodes.map((node) => node.name));
  if (!$('overview').hidden) charts.show(series);
}

/** Every few seconds: what the view shows besides. */
async function slow() {
  const work = { overview: [hops.refresh, deferrals.refresh], route: [path.refresh], quarantine: [quarantine.refresh] }[view()];
  await guarded(() => Promise.all(work.map((refresh) => refresh())));
}

async function beat() {
  for (let count = 1; inside; count++) {
    if (!document.hidden) {
      await guarded(fast);
      if (count % 4 === 0 && inside) await slow();
    }
    await new Promise((wake) => setTimeout(wake, 1000));
  }
}

async function guarded(work) {
  try {
    await work();
    silentSince = null;
    $('where').classList.remove('error');
  } catch (problem) {
    if (problem.status === 401) return;
    if (problem.status === undefined) throw problem;
    silentSince ??= new Date();
    $('where').classList.add('error');
    say($('where'), `${sentence(problem.message)} Since ${clock(silentSince)}.`);
  }
}

function theme(chosen) {
  localStorage.setItem('postern-theme', chosen);
  if (chosen === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  $('theme').replaceChildren(el('span', {}, 'Theme: '), chosen);
  charts.repaint();
}

onRefusal(() => inside && leave('The node no longer takes this token.'));
$('login-form').addEventListener('submit', logIn);
$('leave').addEventListener('click', () => leave());
$('theme').addEventListener('click', () => {
  const now = localStorage.getItem('postern-theme') ?? 'system';
  theme(THEMES[(THEMES.indexOf(now) + 1) % THEMES.length]);
});
$('which').addEventListener('change', () => charts.show(series));
window.addEventListener('hashchange', turn);
document.querySelector('.skip').addEventListener('click', (event) => { event.preventDefault(); $('main').focus(); });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', charts.repaint);
path.begin();
quarantine.begin();
theme(localStorage.getItem('postern-theme') ?? 'system');
begin();
