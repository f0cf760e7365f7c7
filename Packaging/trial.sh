#!/bin/bash
# What scripts/systemd runs in the container, as a service of a systemd that runs: the service gedis@main in all that happens to
# it. Prints a line a check, then the service's journal, and ends with 1 where one failed.
set -uo pipefail

failed=0
check() {
    local what=$1 found=$2 expected=$3
    if [ "$found" = "$expected" ]; then echo "ok      $what · $found"; else
        failed=1
        echo "FAILED  $what · expected $expected, found $found"
    fi
}
as_gedis() { runuser -u gedis -- env -i HOME=/var/lib/gedis PATH=/usr/bin:/bin "$@"; }
call() { redis-cli -p 9900 "$@" 2>&1; }
property() { systemctl show "gedis@main" --property "$1" --value; }
serving() { as_gedis gedis server status main --output json | python3 -c 'import json, sys; print(json.load(sys.stdin)[0]["pid"])'; }
# Waits up to a minute until a command says something.
until_says() {
    local expected=$1
    shift
    for _ in $(seq 600); do
        [ "$("$@" 2>/dev/null)" != "$expected" ] || break
        sleep 0.1
    done
    "$@"
}
is_another() { [ "$(serving 2>/dev/null || echo "$1")" != "$1" ] && echo yes || echo no; }

# A client that connects anew for each call, and one that stays, while something is done: how many were refused, and how many
# calls were cut off.
cat >/run/client.py <<'CLIENT'
import pathlib
import socket
import sys

refused = cut = done = 0
end = pathlib.Path(sys.argv[1])
while not end.exists():
    try:
        with socket.create_connection(("127.0.0.1", 9900), 60) as client:
            client.sendall(b"PING\r\n")
            if client.recv(64) == b"+PONG\r\n": done += 1
            else: cut += 1
    except ConnectionRefusedError: refused += 1
    except OSError: cut += 1
print(f"{refused} refused", "some served" if done else "none served", "" if len(sys.argv) > 2 else f"{cut} cut off")
CLIENT
during() {
    rm -f /run/client-end
    python3 /run/client.py /run/client-end ${ALLOW_CUT:+any} >/run/client-report &
    local client=$!
    sleep 0.5
    "$@" >/run/during 2>&1 || { failed=1; echo "FAILED  $*: $(cat /run/during)"; }
    sleep 0.5
    touch /run/client-end
    wait "$client"
    sed 's/ *$//' /run/client-report
}
# shellcheck disable=SC2317  # `during` calls it.
crash() {
    local before
    before=$(serving)
    kill -9 "$before"
    [ "$(until_says yes is_another "$before")" = yes ]
}

echo "systemd $(systemctl --version | sed -n '1s/systemd \([0-9]*\).*/\1/p') · $(cat /etc/debian_version) · swiftc: $(command -v swiftc || echo none)"
as_gedis gedis server create main port=9900 >/dev/null
as_gedis gedis server add main /trial/tools.py >/dev/null
[ ! -d /trial/calc ] || as_gedis gedis server add main /trial/calc/calc.swift >/dev/null || failed=1

systemctl enable --quiet gedis@main
systemctl start gedis@main
check "started" "$(property ActiveState)/$(property SubState)" active/running
check "enabled" "$(systemctl is-enabled gedis@main)" enabled
supervisor=$(property MainPID)
check "its account" "$(stat -c %U "/proc/$supervisor")" gedis
check "a call of Python" "$(call tools.shout hi)" HI
[ ! -d /trial/calc ] || check "a call of Swift, which was built elsewhere" "$(call calc.sum 1 2)" 3
check "it may not write its definitions" "$(call tools.write /etc/gedis/found)" "Read-only file system"
check "it may not write what is the machine's" "$(call tools.write /usr/found)" "Read-only file system"
check "man page" "$(test -s /usr/share/man/man1/gedis-server.1.gz && echo there)" there

as_gedis sed -i 's/text.upper()/text.upper() + "!"/' /etc/gedis/server/main/tools.py
check "reload, for clients" "$(during systemctl reload gedis@main)" "0 refused some served 0 cut off"
check "the changed namespace" "$(until_says 'HI!' call tools.shout hi)" 'HI!'
check "active after the reload" "$(until_says active property ActiveState)" active

check "kill -9 of the process that serves, for clients" "$(ALLOW_CUT=1 during crash)" "0 refused some served"
check "the service is the same" "$(property MainPID) $(property NRestarts)" "$supervisor 0"
check "a call after it" "$(call tools.shout hi)" 'HI!'

check "gedis server restart, for clients" "$(during as_gedis gedis server restart main)" "0 refused some served 0 cut off"
check "the service is the same" "$(property MainPID) $(property NRestarts)" "$supervisor 0"

before=$(serving)
check "the package installed again, for clients" "$(during dpkg -i /trial/gedis.deb)" "0 refused some served 0 cut off"
check "another process serves" "$(is_another "$before")" yes
check "the service is the same" "$(property MainPID) $(property NRestarts)" "$supervisor 0"

kill -9 "$supervisor"
check "kill -9 of the supervisor: systemd starts it again" "$(until_says 1 property NRestarts)" 1
check "a call after it" "$(until_says 'HI!' call tools.shout hi)" 'HI!'

systemctl restart gedis@main
check "systemctl restart" "$(property ActiveState)" active
check "a call after it" "$(call tools.shout hi)" 'HI!'

systemctl stop gedis@main
check "stopped" "$(property ActiveState)/$(property SubState)/$(property Result)" inactive/dead/success
check "nobody listens" "$(call ping | head -1)" "Could not connect to Redis at 127.0.0.1:9900: Connection refused"

systemctl start gedis@main
dpkg -r gedis >/dev/null 2>&1
check "removed, and stopped" "$(systemctl is-active gedis@main)" inactive
dpkg -P gedis >/dev/null 2>&1
check "purged, but not what somebody wrote" "$(test -f /etc/gedis/server/main.yaml && echo kept)" kept

echo
echo "the journal of gedis@main:"
journalctl --unit gedis@main --output cat --no-pager
exit "$failed"
