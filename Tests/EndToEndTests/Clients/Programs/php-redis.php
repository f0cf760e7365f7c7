<?php
// php-redis, the extension
[, $port, $ca, $password] = $argv;

function say(string $step, ...$values): void
{
    echo "$step: ", implode(' ', $values), "\n";
}

function attempt(string ...$words)
{
    global $client;
    $client->clearLastError();
    try {
        $reply = $client->rawCommand(...$words);
        return $client->getLastError() ?? $reply; // an error of the code ERR is none to catch: the reply is false
    } catch (RedisException $error) {
        return get_class($error) . ': ' . $error->getMessage();
    }
}

function connect(): Redis
{
    global $port, $ca, $password;
    $client = new Redis();
    $client->connect(
        $ca ? 'tls://localhost' : 'localhost', (int) $port, 0, null, 0, 0, $ca ? ['stream' => ['cafile' => $ca]] : []);
    if ($password) {
        $client->auth($password);
    }
    return $client;
}

say('version', phpversion('redis'));
try {
    $client = connect();
    $client->ping();
} catch (RedisException $error) {
    say('refused', get_class($error) . ': ' . $error->getMessage());
    exit;
}

$price = $client->rawCommand('shop.total', 2.5, 3); // "7.5"
say('double', json_encode($price));
say('text', $client->rawCommand('shop.name', 1));
say('nil', json_encode($client->rawCommand('shop.name', 2)));
say('map', json_encode($client->rawCommand('shop.stock')));

$client->multi(Redis::PIPELINE);
$client->rawCommand('shop.take', 1);
$client->rawCommand('shop.name', 1);
$client->rawCommand('shop.take', 3);
say('pipeline', ...$client->exec());

say('error', attempt('shop.take', 4));
say('argument', attempt('shop.take', 'all'));
say('unknown', attempt('shop.close'));

// subscribe() does not return before the connection ends: another process publishes as soon as there is a receiver.
$publisher = pcntl_fork();
if ($publisher === 0) {
    $client = connect();
    do {
        usleep(1000);
    } while ($client->publish('news', 'hello') === 0);
    posix_kill(getmypid(), SIGKILL); // without closing the connections that it has from its parent
}
$subscriber = connect();
try {
    $subscriber->subscribe(['news'], function (Redis $subscriber, string $channel, string $text) {
        say('message', $channel, $text);
        $subscriber->close();
    });
} catch (RedisException $error) {
    // It was closed.
}
pcntl_waitpid($publisher, $status);

say('restart', 'now');
fgets(STDIN);
say('reconnect', attempt('shop.take', 1));
