# ruby-redis
require 'redis'

port, ca, password = ARGV
$stdout.sync = true

def say(step, *values)
  puts "#{step}: #{values.join(' ')}"
end

say 'version', Redis::VERSION
client = Redis.new(
  host: 'localhost', port: port, password: password.empty? ? nil : password,
  ssl: !ca.empty?, ssl_params: ca.empty? ? nil : { ca_file: ca }
)
attempt = lambda do |*words|
  client.call(*words)
rescue Redis::BaseError => error
  "#{error.class}: #{error.message}"
end

begin
  client.ping
rescue Redis::BaseError => error
  say 'refused', "#{error.class}: #{error.message}"
  exit
end

price = client.call('shop.total', 2.5, 3) # "7.5"
say 'double', price.inspect
say 'text', client.call('shop.name', 1)
say 'nil', client.call('shop.name', 2).inspect
say 'map', client.call('shop.stock').inspect

replies = client.pipelined do |pipeline|
  pipeline.call('shop.take', 1)
  pipeline.call('shop.name', 1)
  pipeline.call('shop.take', 3)
end
say 'pipeline', *replies

say 'error', attempt.call('shop.take', 4)
say 'argument', attempt.call('shop.take', 'all')
say 'unknown', attempt.call('shop.close')

client.dup.subscribe('news') do |on|
  receivers = nil
  on.subscribe { receivers = client.publish('news', 'hello') }
  on.message do |channel, text|
    say 'message', receivers, channel, text
    raise StopIteration
  end
rescue StopIteration
end

say 'restart', 'now'
$stdin.gets
say 'reconnect', attempt.call('shop.take', 1)
