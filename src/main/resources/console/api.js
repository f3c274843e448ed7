// Talks to the node that served this page. The token stays in this tab and goes out as a field of each request, never as
// a cookie: no other site's page can use it.

const KEY = 'postern-token';

/** An answer that is none: a problem document (RFC 9457), or a node that cannot be reached (status 0). */
export class Problem extends Error {
  constructor(status, title, detail, reply) {
    super([title, detail, reply].filter(Boolean).join(': '));
    this.status = status;
  }
}

export const token = {
  get: () => sessionStorage.getItem(KEY) ?? '',
  keep: (text) => sessionStorage.setItem(KEY, text),
  forget: () => sessionStorage.removeItem(KEY),
};

let refused = () => {};

/** Called when the node no longer takes the token. */
export function onRefusal(handler) {
  refused = handler;
}

/** The JSON at a path below /api/v1; null where there is nothing to say. */
export async function ask(path, method = 'GET') {
  const response = await send(path, method);
  return response.status === 204 ? null : response.json();
}

/** The octets at a path, to be saved and not shown. */
export async function octets(path) {
  return (await send(path, 'GET')).blob();
}

/** A part of a path or query. */
export const part = encodeURIComponent;

async function send(path, method) {
  let response;
  try {
    response = await fetch(new URL('api/v1' + path, document.baseURI), {
      method, cache: 'no-store', redirect: 'error', referrerPolicy: 'no-referrer',
      headers: { Authorization: 'Bearer ' + octetString(token.get()) },
    });
  } catch {
    throw new Problem(0, 'the node does not answer');
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    if (response.status === 401) refused();
    throw new Problem(response.status, problem.title ?? `HTTP ${response.status}`, problem.detail, problem.reply);
  }
  return response;
}

/** Fields of HTTP carry octets: a token beyond ASCII goes out as its UTF-8. */
function octetString(text) {
  return Array.from(new TextEncoder().encode(text), (octet) => String.fromCharCode(octet)).join('');
}
