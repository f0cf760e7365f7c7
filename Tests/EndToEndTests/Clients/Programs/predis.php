<?php
// php-predis
require 'Predis/Autoloader.php';
Predis\Autoloader::register();
[, $port, $ca, $password] = $argv;

function say(string $step, ...$values): void
{
    echo "$step: ", implode(' ', $values), "\n";
}

function attempt(...$words)
{
    global $client;
    try {
        return $client->executeCommand(new Predis\Command\RawCommand($words)); // executeRaw() returns errors as text
    } catch (Predis\PredisException $error) {
        return describe($error);
    }
}

function describe(Predis\PredisException $error): string
{
    return get_class($error) . ': ' . preg_replace('/ \[\w+:\/\/.*/', '', $error->getMessage()); // without the address
}

function connect(): Predis\Client
{
    global $port, $ca, $password;
    return new Predis\Client([
        'scheme' => $ca ? 'tls' : 'tcp', 'host' => 'localhost', 'port' => $port, 'ssl' => $ca ? ['cafile' => $ca] : null,
        'password' => $password ?: null,
    ]);
}

say('version', Predis\Client::VERSION);
$client = connect();
try {
    $client->ping();
} catch (Predis\PredisException $error) {
    say('refused', describe($error));
    exit;
}

$price = $client->executeRaw(['shop.total', 2.5, 3]); // "7.5"
say('double', json_encode($price));
say('text', $client->executeRaw(['shop.name', 1]));
say('nil', json_encode($client->executeRaw(['shop.name', 2])));
say('map', json_encode($client->executeRaw(['shop.stock'])));

$replies = $client->pipeline(function ($pipeline) {
    foreach ([['shop.take', 1], ['shop.name', 1], ['shop.take', 3]] as $words) {
        $pipeline->executeCommand(new Predis\Command\RawCommand($words));
    }
});
say('pipeline', ...$replies);

say('error', attempt('shop.take', 4));
say('argument', attempt('shop.take', 'all'));
say('unknown', attempt('shop.close'));

$subscriber = connect()->pubSubLoop(['subscribe' => 'news']);
foreach ($subscriber as $message) {
    if ($message->kind === 'subscribe') {
        $receivers = $client->publish('news', 'hello');
    } else {
        say('message', $receivers, $message->channel, $message->payload);
        break;
    }
}

say('restart', 'now');
fgets(STDIN);
say('reconnect', attempt('shop.take', 1));
say('again', attempt('shop.take', 1));
