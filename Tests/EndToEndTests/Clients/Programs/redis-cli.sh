#!/usr/bin/env bash
# redis-cli, with or without -3
set -euo pipefail
protocol=$1 port=$2 ca=$3 password=$4

options=(-h localhost -p "$port" --no-raw) # --no-raw prints what is printed in a terminal
[ -z "$protocol" ] || options+=("$protocol")
[ -z "$ca" ] || options+=(--tls --cacert "$ca")
[ -z "$password" ] || export REDISCLI_AUTH="$password"

# Says what a session that stays open prints for a command; the echo marks the end.
say() {
    local step=$1 line text=
    shift
    printf '%s\nECHO end\n' "$*" >&"${session[1]}"
    while read -r line <&"${session[0]}" && [ "$line" != '"end"' ]; do text+=" $line"; done
    echo "$step:$text"
}

redis-cli --version | sed 's/redis-cli/version:/'
refusal=$(redis-cli "${options[@]}" PING 2>&1 | grep WRONGPASS) && echo "refused: $refusal" && exit

coproc session { redis-cli "${options[@]}" 2>&1; }
say double shop.total 2.5 3
say text shop.name 1
say nil shop.name 2
say map shop.stock
# Requests in the protocol's bytes.
printf '*2\r\n$9\r\nshop.take\r\n$1\r\n%d\r\n' 1 3 | redis-cli "${options[@]}" --pipe | sed -n 's/^errors/pipeline: errors/p'
say error shop.take 4
say argument shop.take all
say unknown shop.close

exec {messages}< <(exec redis-cli "${options[@]}" SUBSCRIBE news)
subscriber=$!
for _ in {1..4}; do read -r _ <&"$messages"; done # that it reads messages, and has subscribed
echo "message: $(redis-cli "${options[@]}" PUBLISH news hello)" $(head -n 3 <&"$messages")
kill "$subscriber"

echo restart: now
read -r
say reconnect shop.take 1
say again shop.take 1
