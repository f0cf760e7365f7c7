import { toBase64 } from './json-value.js';

// A call as other clients write it. `words` are the command's words and its arguments, text or bytes; `place` says where the server
// is: `host`, `port` (undefined where it is not known), `isSecure`, `user` and `url`, the page's; `isJSON` says of each word whether
// it is JSON as it stands.

/** The languages, each with what makes a text of a call; undefined for a call that can't be made so. */
export const languages = {
  'redis-cli': redisCLI, curl, Python: python, JavaScript: javaScript,
};

function redisCLI(words, { host, port, isSecure, user }) {
  const options = [host === 'localhost' ? [] : ['-h', host], ['-p', port ?? 'PORT'], isSecure ? ['--tls'] : [],
    user === undefined ? [] : ['--user', user, '--askpass']].flat();
  return ['redis-cli', ...options.map(String), ...words].map(shell).join(' ');
}

/** Only what is in a namespace can be called over HTTP. */
function curl([name, ...args], { url, user }, isJSON = []) {
  if (!name.includes('.')) return undefined;
  const written = args.map((word, index) => {
    if (typeof word !== 'string') return JSON.stringify({ base64: toBase64(word) });
    return isJSON[index + 1] === true && isSound(word) ? word : JSON.stringify(word);
  });
  const body = `[${written.join(', ')}]`;
  const who = user === undefined ? '' : ` --user ${shell(user)}`;
  return `curl${who} -d ${shell(body)} ${shell(`${url}call/${encodeURIComponent(name)}`)}`;
}

function python(words, { host, port, isSecure, user }) {
  const who = user === undefined ? '' : `, username=${pythonText(user)}, password=getpass()`;
  return [...(user === undefined ? [] : ['from getpass import getpass']), 'import redis', '',
    `r = redis.Redis(host=${pythonText(host)}, port=${port ?? 'PORT'}${isSecure ? ', ssl=True' : ''}${who}, decode_responses=True)`,
    `print(r.execute_command(${words.map(pythonText).join(', ')}))`].join('\n');
}

function javaScript([name, ...args], { host, port, isSecure, user }) {
  const who = user === undefined ? '' : `, { user: ${JSON.stringify(user)}, password: process.env.PASSWORD }`;
  const scheme = isSecure ? 'rediss' : 'redis';
  const written = args.map((word) => (
    typeof word === 'string' ? JSON.stringify(word) : `Uint8Array.from([${[...word].join(', ')}])`));
  return ["import { connect } from 'gedis';", '', `const g = await connect('${scheme}://${host}:${port ?? 'PORT'}'${who});`,
    `console.log(await g.call(${[JSON.stringify(name), ...written].join(', ')}));`, 'await g.close();'].join('\n');
}

function isSound(json) {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

/** A word as a shell takes it; bytes that are no text as `$'\xff'`. */
function shell(word) {
  if (typeof word !== 'string') {
    return `$'${[...word].map((byte) => (byte > 0x1f && byte < 0x7f && byte !== 0x27 && byte !== 0x5c
      ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)).join('')}'`;
  }
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function pythonText(word) {
  if (typeof word === 'string') return JSON.stringify(word);
  return `b"${[...word].map((byte) => (byte > 0x1f && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
    ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)).join('')}"`;
}
