// What .ci/real-console does in the browser. Its status is 0 if nothing has failed.
'use strict';
const fs = require('fs');
const http = require('http');
const net = require('net');
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const { BASE, TOKEN, ARRIVED, SHOTS } = process.env;
const ports = process.env.SMTP.split(' ').map(Number);
let passed = 0;
let failed = 0;

function check(title, good, detail = '') {
  if (good) passed++;
  else failed++;
  console.log(good ? `ok      ${title}` : `FAILED  ${title}${detail ? `: ${detail}` : ''}`);
}

/** Until it gives something true; the last thing it gave. */
async function await_(condition, seconds = 15) {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value || Date.now() > until) return value;
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

/** Sends one message; the answer to its dot. */
function send(port, from, to, content) {
  const lines = ['EHLO client.test', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA', content.replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..') + '\r\n.', 'QUIT'];
  return new Promise((done, broken) => {
    let last = '';
    let seen = '';
    const socket = net.connect(port, '127.0.0.1').on('error', broken).on('close', () => done(last));
    socket.on('data', (data) => {
      seen += data;
      for (let reply; (reply = /^(?:\d{3}-.*\r\n)*(\d{3}) .*\r\n/.exec(seen));) {
        seen = seen.slice(reply[0].length);
        if (lines.length === 1) last = reply[0].trim();
        if (lines.length) socket.write(lines.shift() + '\r\n');
      }
    });
  });
}

const trap = (beacon) => `<html><head><meta http-equiv="refresh" content="9;url=${beacon}/refresh"><link rel="stylesheet" href="${beacon}/style.css">
<script>alert('body'); new Image().src='${beacon}/script'</script></head>
<body onload="alert('load')"><h1>Your invoice</h1><p>Please pay <b>today</b> at <a href="javascript:alert('link')">your bank</a>.</p>
<img src="${beacon}/pixel.gif" onerror="alert('pixel')" alt="logo"><iframe src="${beacon}/frame"></iframe><svg onload="alert('svg')"></svg>
</body></html>`;

function hostile(beacon) {
  return `Subject: Invoice </script><script>alert('subject')</script>
From: "<img src=x onerror=alert('from')>" <evil@client.test>
To: victim@kept.test
Date: Tue, 24 Nov 2026 12:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

${trap(beacon)}
--b
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="<img src=x onerror=alert('name')>.exe"
Content-Transfer-Encoding: base64

TVqQAAMAAAA=
--b--`;
}

function dull(at) {
  return `Subject: Holiday photographs, part ${at}
From: aunt@client.test
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

Dear all, here they are.
--b
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="photos.exe"

MZ
--b--`;
}

/** Watches that the page does nothing but talk to its own node. */
function watch(page, seen) {
  page.on('dialog', (dialog) => { seen.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => { if (!request.url().startsWith(BASE)) seen.push(`request ${request.url()}`); });
  page.on('pageerror', (error) => seen.push(`error ${error}`));
  // Without a token there is 401; and a reset at one node reaches the others, which then may have nothing left to reset.
  const expected = (line) => /status of 401/.test(line.text())
    || /status of 404/.test(line.text()) && /\/hops\/[^/]+\/reset\?/.test(line.location().url);
  page.on('console', (line) => {
    if (line.type() === 'error' && !expected(line)) seen.push(`console ${line.text()} ${line.location().url}`);
  });
}

async function accessible(page, title) {
  // By the debugger, past the page's own policy.
  const rules = await page.evaluate(`${axe}; axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`);
  check(`accessible: ${title} (${rules.passes.length} rules)`, rules.violations.length === 0,
    rules.violations.map((each) => `${each.id} at ${each.nodes.slice(0, 3).map((node) => `${node.target} ${node.any[0]?.message ?? ''}`)}`).join('; '));
}

async function shot(page, name) {
  await page.screenshot({ path: `${SHOTS}/${name}.png` });
}

async function logIn(page) {
  await page.goto(BASE);
  await page.getByLabel('Admin token').fill(TOKEN);
  await page.keyboard.press('Enter');
  await page.locator('#nodes tr').first().waitFor();
}

async function main() {
  fs.mkdirSync(SHOTS, { recursive: true });
  const beacons = [];
  const listener = http.createServer((request, response) => { beacons.push(request.url); response.end(); }).listen(0, '127.0.0.1');
  await new Promise((there) => listener.on('listening', there));
  const beacon = `http://127.0.0.1:${listener.address().port}`;
  check('the hostile message is kept', /^250 /.test(await send(ports[1], 'evil@client.test', 'victim@kept.test', hostile(beacon))));
  for (let i = 1; i <= 4; i++) await send(ports[i % 2], 'aunt@client.test', 'family@kept.test', dull(i));

  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
  const seen = [];
  const context = await browser.newContext({ viewport: { width: 1360, height: 850 }, colorScheme: 'light' });
  const page = await context.newPage();
  watch(page, seen);

  // --- that the trap is one: a careless page falls into it ---
  const careless = await browser.newPage();
  const caught = [];
  watch(careless, caught);
  await careless.setContent(trap(beacon));
  check('a careless page would have been caught', caught.some((each) => each === 'dialog load') && caught.some((each) => each.endsWith('/pixel.gif')), caught.join('; '));
  await careless.close();
  beacons.length = 0;

  // --- log in ---
  const answer = await page.goto(BASE);
  check('the page has a strict policy', /script-src 'self'; style-src 'self'/.test(answer.headers()['content-security-policy']));
  await page.getByLabel('Admin token').fill('wrong');
  await page.keyboard.press('Enter');
  check('a wrong token is refused', await await_(async () => /not the node/.test(await page.locator('#login-error').textContent())));
  await accessible(page, 'log in');
  await shot(page, 'login');
  await logIn(page);
  check('the token is no cookie', (await context.cookies()).length === 0);

  // --- overview ---
  check('both nodes are there and ready', await await_(async () => await page.locator('#nodes .state.ready').count() === 2));
  const rate = async () => Number((await page.locator('#rate-legend b').first().textContent()).replace(/\D*$/, ''));
  check('messages flow', await await_(async () => await rate() > 5), String(await rate()));
  const painted = async () => page.evaluate(() => Array.from(document.querySelectorAll('canvas'), (canvas) => {
    const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    return data.some((octet) => octet !== 0);
  }));
  check('both charts are drawn', await await_(async () => (await painted()).join() === 'true,true'));
  check('mail that was put off is told', await await_(async () => /451 4\.4\.1/.test(await page.locator('#deferrals').textContent())));
  check('a hop in trouble is told', await await_(async () => await page.locator('#hops .state.open').count() > 0));
  await page.waitForTimeout(12_000);
  await accessible(page, 'overview, light');
  await shot(page, 'overview-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForTimeout(1200);
  await accessible(page, 'overview, dark');
  await shot(page, 'overview-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  const troubled = page.locator('#hops tr', { has: page.locator('.state.open') }).first();
  await troubled.getByRole('button').focus();
  await page.waitForTimeout(2500);
  check('the focus survives what is brought up to date', await page.evaluate(() => document.activeElement.textContent) === 'Reset');
  await page.keyboard.press('Enter');
  check('a breaker is reset', await await_(async () => /is tried again/.test(await page.locator('#notice').textContent())));

  // --- route ---
  await page.getByRole('link', { name: 'Route' }).click();
  await page.getByLabel('Recipient or domain').fill('orders@shop.test');
  await page.keyboard.press('Enter');
  check('three candidates and the cluster itself are drawn',
    await await_(async () => await page.locator('.picture .box:not(.left)').count() === 3 && /own cluster/.test(await page.locator('.picture .box.left').textContent())));
  check('the other node was asked', /mx2\.console\.test/.test(await page.locator('.beliefs').textContent()));
  await page.waitForTimeout(500);
  await accessible(page, 'route, light');
  await shot(page, 'route-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await accessible(page, 'route, dark');
  await shot(page, 'route-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.getByRole('button', { name: /Forget/ }).click();
  check('a domain is forgotten', await await_(async () => /is forgotten/.test(await page.locator('#notice').textContent())));

  // --- quarantine ---
  await page.getByRole('link', { name: /Quarantine/ }).click();
  check('the messages of both nodes are listed', await await_(async () => await page.locator('#messages tr').count() === 5));
  await page.getByLabel('Search').fill('evil invoice');
  check('the hostile message is found', await await_(async () => await page.locator('#messages tr').count() === 1));
  await page.locator('#messages button').click();
  const message = page.locator('#message');
  check('it is read as text', await await_(async () => /Please pay today/.test(await message.textContent())));
  const shown = await message.textContent();
  check('its subject is letters', shown.includes("Invoice </script><script>alert('subject')</script>"));
  check('its sender and attachment are letters', shown.includes("<img src=x onerror=alert('from')>") && shown.includes("onerror=alert('name')>.exe"));
  check('its link shows where it leads', shown.includes("<javascript:alert('link')>"));
  check('nothing of it became an element', await message.locator('img, script, iframe, svg, a, b:has(*)').count() === 0);
  await page.waitForTimeout(1500);
  await accessible(page, 'quarantine, light');
  await shot(page, 'quarantine-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await accessible(page, 'quarantine, dark');
  await shot(page, 'quarantine-dark');
  await page.emulateMedia({ colorScheme: 'light' });

  await message.getByRole('button', { name: 'Release' }).click();
  await page.keyboard.press('Escape');
  check('Escape lets nothing go', await page.locator('#messages tr').count() === 1 && !await page.locator('dialog').evaluate((dialog) => dialog.open));
  await message.getByRole('button', { name: 'Release' }).click();
  await accessible(page, 'question');
  await shot(page, 'question');
  await page.locator('#ask-yes').click();
  check('it is released', await await_(async () => /Released\. The next hop said: 250/.test(await page.locator('#notice').textContent())), await page.locator('#notice').textContent());
  check('it has arrived', await await_(() => fs.readdirSync(ARRIVED).some((file) => fs.readFileSync(`${ARRIVED}/${file}`, 'utf8').includes('Please pay'))));
  check('it has left the quarantine', await await_(async () => await page.locator('#messages tr').count() === 0));
  check('the trail says who released it', await await_(async () => /admin/.test(await page.locator('#audit tr').first().textContent())
    && /release/.test(await page.locator('#audit tr').first().textContent())), await page.locator('#audit').textContent());
  await page.getByLabel('Search').fill('');
  check('the others are still there', await await_(async () => await page.locator('#messages tr').count() === 4));
  await page.locator('#messages button').first().focus();
  await page.keyboard.press('Enter');
  const download = page.waitForEvent('download');
  await message.getByRole('button', { name: 'Save' }).click();
  check('a message is saved as a file', fs.readFileSync(await (await download).path(), 'utf8').startsWith('Received: '));
  await message.getByRole('button', { name: 'Delete' }).click();
  await page.locator('#ask-yes').click();
  check('a message is deleted', await await_(async () => await page.locator('#messages tr').count() === 3));

  // --- several at once, by a filter ---
  await page.locator('summary', { hasText: 'Filters' }).click();
  await page.getByLabel('For', { exact: true }).fill('nobody@kept.test');
  check('a filter leaves out what it is not for', await await_(async () => await page.locator('#messages tr').count() === 0));
  await page.getByLabel('For', { exact: true }).fill('family@kept.test');
  check('a filter keeps what it is for', await await_(async () => await page.locator('#messages tr').count() === 3));
  const release = page.getByRole('button', { name: 'Release selected' });
  const remove = page.getByRole('button', { name: 'Delete selected' });
  check('nothing is selected at first', await release.isDisabled() && await remove.isDisabled());
  await page.getByRole('button', { name: 'Select all shown' }).click();
  await remove.click();
  await page.keyboard.press('Escape');
  check('Escape deletes none of the selected', await page.locator('#messages tr').count() === 3);
  await page.locator('#messages input').first().uncheck();
  const photographs = () => fs.readdirSync(ARRIVED).filter((file) => fs.readFileSync(`${ARRIVED}/${file}`, 'utf8').includes('Holiday')).length;
  const before = photographs();
  await release.click();
  check('how many is asked', /Release 2 selected messages/.test(await page.locator('dialog').textContent()), await page.locator('dialog').textContent());
  await page.locator('#ask-yes').click();
  check('the selected are released', await await_(async () => /2 released/.test(await page.locator('#notice').textContent())), await page.locator('#notice').textContent());
  check('they have arrived', await await_(() => photographs() === before + 2));
  check('the one that was not selected is still there', await await_(async () => await page.locator('#messages tr').count() === 1));

  // --- a phone ---
  const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true, colorScheme: 'dark' });
  const small = await phone.newPage();
  watch(small, seen);
  await logIn(small);
  const fits = () => small.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  await small.waitForTimeout(3000);
  check('the overview fits on a phone', await fits());
  await accessible(small, 'overview on a phone');
  await shot(small, 'phone-overview');
  await small.goto(`${BASE}#route`);
  await small.getByLabel('Recipient or domain').fill('orders@shop.test');
  await small.keyboard.press('Enter');
  await small.locator('.picture .box').first().waitFor();
  check('the route fits on a phone', await fits());
  await shot(small, 'phone-route');
  await small.goto(`${BASE}#quarantine`);
  await small.locator('#messages button').first().click();
  await small.locator('#message h3').first().waitFor();
  await small.waitForTimeout(600);
  check('the quarantine fits on a phone', await fits());
  await accessible(small, 'quarantine on a phone');
  await shot(small, 'phone-quarantine');

  // --- log out ---
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByLabel('Admin token').waitFor();
  check('logged out, nothing is left in the page', !/console\.test/.test(await page.locator('body').innerText()) && await page.evaluate(() => !sessionStorage.getItem('postern-token')));
  check('no dialog, no foreign request, no complaint of the browser', seen.length === 0, seen.slice(0, 5).join('; '));
  check('nothing was fetched for the hostile message', beacons.length === 0, beacons.join(' '));
  await browser.close();
  listener.close();
}

main().catch((broken) => { check('the browser’s way', false, broken.stack); }).finally(() => {
  console.log(`\n${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
});
