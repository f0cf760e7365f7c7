// A namespace in JavaScript: a worker of gedis for Node, without packages. docs/workers.md has the protocol.
//
//   gedis server add main --as tools -- node Examples/Workers/tools.mjs
import { Socket } from 'node:net'

const text = { type: 'string' }, required = (name, schema) => ({ name, schema, presence: 'required' })
const commands = [{
  name: 'slug', summary: 'Makes a name for URLs of a title.', parameters: [required('title', text)], result: text,
  run: ([title]) => title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, ''),
}, {
  name: 'average', summary: 'The average of numbers.', result: { type: 'number' },
  parameters: [{ name: 'numbers', schema: { type: 'number' }, presence: 'variadic' }],
  run: (numbers) => {
    if (!numbers.length) throw Object.assign(new Error('of no numbers there is none'), { code: 'EMPTY' })
    return numbers.reduce((a, b) => a + b) / numbers.length
  },
}, {
  name: 'wait', summary: 'Waits, unless the caller goes away.', parameters: [required('seconds', { type: 'number' })],
  async: true,
  run: ([seconds], signal) => new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), seconds * 1000)
    signal.addEventListener('abort', () => { clearTimeout(timer); reject(new Error('the call was cancelled')) })
  }),
}, {
  name: 'visit', summary: 'Counts visits of a page in the backend.', parameters: [required('page', text)],
  result: { type: 'integer' }, async: true, run: ([page]) => ask('increment', name, page, 1, null),
}]

// The values of marshal, format 2.
function write(value, out) {
  const head = (kind, number) => { const b = Buffer.alloc(5); b.write(kind); b.writeInt32LE(number, 1); out.push(b) }
  if (value === null || value === undefined) out.push(Buffer.from('N'))
  else if (typeof value === 'boolean') out.push(Buffer.from(value ? 'T' : 'F'))
  else if (Number.isInteger(value) && value === (value | 0)) head('i', value)
  else if (typeof value === 'number') { const b = Buffer.alloc(9); b.write('g'); b.writeDoubleLE(value, 1); out.push(b) }
  else if (Buffer.isBuffer(value)) { head('s', value.length); out.push(value) }
  else if (typeof value === 'string') { const b = Buffer.from(value); head('u', b.length); out.push(b) }
  else if (Array.isArray(value)) { head('[', value.length); value.forEach((item) => write(item, out)) }
  else { out.push(Buffer.from('{')); Object.entries(value).flat().forEach((item) => write(item, out)); out.push(Buffer.from('0')) }
}

function read(input) {
  const kind = String.fromCharCode(input.bytes[input.at++])
  const take = (count) => input.bytes.subarray(input.at, (input.at += count)), int = () => take(4).readInt32LE()
  if ('NTF0'.includes(kind)) return { N: null, T: true, F: false, 0: undefined }[kind]
  if (kind === 'i') return int()
  if (kind === 'g') return take(8).readDoubleLE()
  if (kind === 's') return Buffer.from(take(int()))
  if (kind === 'u') return take(int()).toString()
  if (kind === '[' || kind === '(') return Array.from({ length: int() }, () => read(input))
  if (kind === 'l') {
    const count = int()
    const digits = Array.from({ length: Math.abs(count) }, () => take(2).readUInt16LE())
    return Math.sign(count) * digits.reduceRight((number, digit) => number * 32768 + digit, 0)
  }
  const entries = {}
  for (let key = read(input); key !== undefined; key = read(input)) entries[key] = read(input)
  return entries
}

// Frames: a length, and a list of messages.
const peer = new Socket({ fd: Number(process.env.GEDIS_WORKER) }), running = new Map(), questions = new Map()
let name, unread = Buffer.alloc(0), outbox = []
peer.on('data', (data) => {
  unread = Buffer.concat([unread, data])
  while (unread.length >= 4 && unread.length >= 4 + unread.readUInt32LE()) {
    const end = 4 + unread.readUInt32LE(), messages = read({ bytes: unread.subarray(4, end), at: 0 })
    unread = unread.subarray(end)
    messages.forEach(take)
  }
}).on('end', () => process.exit()).on('error', () => process.exit())

function send(message) {
  if (outbox.push(message) === 1) setImmediate(flush)
}

function flush() {
  const parts = [], length = Buffer.alloc(4)
  write(outbox.splice(0), parts)
  length.writeUInt32LE(parts.reduce((sum, part) => sum + part.length, 0))
  peer.write(Buffer.concat([length, ...parts]))
}

function ask(...what) {
  const number = ask.last = (ask.last ?? 0) + 1
  send([2, number, ...what])
  return new Promise((resolve, reject) => questions.set(number, { resolve, reject }))
}

async function run([call, place, values]) {
  const controller = new AbortController()
  running.set(call, controller)
  try {
    if (!commands[place]) throw new Error('there is no such command')
    send([0, call, await commands[place].run(values, controller.signal)])
  } catch (error) {
    send([1, call, typeof error.code === 'string' ? error.code : null, error.message, null])
  }
  running.delete(call)
}

function take([kind, ...rest]) {
  if (kind === 0) run(rest)
  else if (kind === 1) {
    const [number, isValue, value] = rest, question = questions.get(number)
    questions.delete(number)
    if (isValue) question?.resolve(value)
    else question?.reject(Object.assign(new Error(value[1]), { code: value[0] }))
  } else if (kind === 2) running.get(rest[0])?.abort()
  else if (kind === 3) process.exit(0)
  else if (kind === 4) {
    name = rest[0]
    const described = commands.map(({ run, ...command }) => command)
    send([4, { protocol: 1, language: `Node ${process.version}`, summary: 'Tools in JavaScript.', types: [], commands: described }])
  }
}
