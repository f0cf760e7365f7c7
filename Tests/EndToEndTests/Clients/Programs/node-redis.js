// node-redis
const { createClient } = require('redis')
const { readFileSync } = require('fs')
const { once } = require('events')

const [port, ca, password] = process.argv.slice(2)

function say(step, ...values) {
  console.log(`${step}:`, ...values)
}

async function attempt(...words) {
  try {
    return await client.sendCommand(words)
  } catch (error) {
    return `${error.constructor.name}: ${error.message}`
  }
}

async function main() {
  say('version', require('redis/package.json').version)
  await client.connect()

  const price = await client.sendCommand(['shop.total', '2.5', '3']) // '7.5': arguments and doubles are strings
  say('double', JSON.stringify(price))
  say('text', await client.sendCommand(['shop.name', '1']))
  say('nil', await client.sendCommand(['shop.name', '2']))
  say('map', JSON.stringify(await client.sendCommand(['shop.stock'])))

  // What is sent in one turn of the event loop goes out as a pipeline.
  const requests = [['shop.take', '1'], ['shop.name', '1'], ['shop.take', '3']]
  say('pipeline', ...(await Promise.all(requests.map((words) => client.sendCommand(words)))))

  say('error', await attempt('shop.take', '4'))
  say('argument', await attempt('shop.take', 'all'))
  say('unknown', await attempt('shop.close'))

  const subscriber = client.duplicate()
  await subscriber.connect()
  let received
  const message = new Promise((resolve) => { received = resolve })
  await subscriber.subscribe('news', (text, channel) => received([channel, text]))
  const receivers = await client.publish('news', 'hello')
  say('message', receivers, ...(await message))
  await subscriber.disconnect()

  say('restart', 'now')
  await once(process.stdin, 'data')
  say('reconnect', await attempt('shop.take', '1'))
  process.exit()
}

const client = createClient({
  socket: { host: 'localhost', port, tls: ca !== '', ca: ca && readFileSync(ca) },
  password: password || undefined
})
client.on('error', (error) => { // it then connects again by itself, with a wrong password too
  if (!error.message.startsWith('WRONGPASS')) return
  say('refused', `${error.constructor.name}: ${error.message}`)
  process.exit()
})
main()
