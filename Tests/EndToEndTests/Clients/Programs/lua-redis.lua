-- lua-redis
local redis = require 'redis'
local port, ca, password = arg[1], arg[2], arg[3]

local function say(step, ...) print(step .. ': ' .. table.concat({...}, ' ')) io.flush() end

local function connect()
  local parameters = { host = 'localhost', port = port }
  if ca ~= '' then -- it knows no TLS but takes a socket, such as luasec's
    local socket = require('socket').tcp()
    assert(socket:connect('localhost', port))
    parameters.socket = assert(require('ssl').wrap(
      socket, { mode = 'client', protocol = 'any', cafile = ca, verify = 'peer' }))
    assert(parameters.socket:dohandshake())
  end
  local client = redis.connect(parameters)
  if password ~= '' then client:auth(password) end
  return client
end

local function text(reply)
  return type(reply) == 'table' and '{' .. table.concat(reply, ',') .. '}' or tostring(reply)
end

-- Commands are made known first. What stands behind a client's colon is their name here.
redis.commands.total = redis.command('shop.total')
redis.commands.name = redis.command('shop.name')
redis.commands.stock = redis.command('shop.stock')
redis.commands.take = redis.command('shop.take')
redis.commands.close = redis.command('shop.close')

say('version', redis._VERSION)
local connected, client = pcall(connect)
if not connected then say('refused', client) os.exit() end

local function attempt(command, ...)
  local _, reply = pcall(client[command], client, ...)
  return text(reply)
end

local price = client:total(2.5, 3) -- '7.5'
say('double', text(price))
say('text', text(client:name(1)))
say('nil', text(client:name(2)))
say('map', text(client:stock()))

local replies = client:pipeline(function(pipeline)
  pipeline:take(1)
  pipeline:name(1)
  pipeline:take(3)
end)
say('pipeline', unpack(replies))

say('error', attempt('take', 4))
say('argument', attempt('take', 'all'))
say('unknown', attempt('close'))

local receivers
for message, stop in connect():pubsub({ subscribe = 'news' }) do
  if message.kind == 'subscribe' then
    receivers = client:publish('news', 'hello')
  elseif message.kind == 'message' then
    say('message', receivers, message.channel, message.payload)
    stop()
  end
end

say('restart', 'now')
io.read()
say('reconnect', attempt('take', 1))
client = connect() -- it does not connect again by itself
say('again', attempt('take', 1))
