import { UsageError } from '../errors.js';

/**
 * Reads a server's URL: redis://, rediss:// with TLS, unix:///path, ws:// or wss://. Name and password may stand in it,
 * escaped as URLs want; they are taken out, because a WebSocket's URL can't have them.
 */
export function parseAddress(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    throw new UsageError(`'${redacted(String(text))}' is not a URL, such as redis://localhost:9900`);
  }
  const credentials = {};
  if (url.username !== '') credentials.user = decodeURIComponent(url.username);
  if (url.password !== '') credentials.password = decodeURIComponent(url.password);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? 9900 : Number(url.port);
  switch (url.protocol) {
    case 'redis:': case 'rediss:': {
      const isSecure = url.protocol === 'rediss:';
      if (host === '') throw new UsageError(`'${redacted(text)}' names no host`);
      if (!/^\/?0?$/.test(url.pathname)) throw new UsageError(`'${redacted(text)}' names a database; gedis has none`);
      return { kind: isSecure ? 'tls' : 'tcp', host, port, name: `${url.hostname}:${port}`, credentials };
    }
    case 'unix:': {
      const path = decodeURIComponent(url.pathname);
      if (host !== '' || path === '') throw new UsageError(`'${redacted(text)}' is not of the form unix:///path`);
      return { kind: 'unix', path, name: path, credentials };
    }
    case 'ws:': case 'wss:': {
      url.username = url.password = '';
      return { kind: 'websocket', url: url.href, name: url.href, credentials };
    }
    default:
      throw new UsageError(`'${url.protocol}' is none of redis:, rediss:, unix:, ws: and wss:`);
  }
}

function redacted(text) {
  return text.replace(/\/\/[^/]*@/, '//…@');
}
