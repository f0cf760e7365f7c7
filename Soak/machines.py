"""Applies a config repo on three machines under the clients of handover.py, and times it; scripts/machines runs it.

Each machine is an sshd of its own on loopback. A namespace is changed, and so is a key that takes a restart; then a source that
is broken stops after the first machine, and a definition that is gone stops its server. It ends with 1 where a client noticed
something, or where what was to happen did not.
"""
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

TOOL, ROUNDS = os.path.realpath(sys.argv[1]), int(sys.argv[2])
sys.argv = [sys.argv[0], TOOL, str(ROUNDS), "0"]
import handover as load  # noqa: E402

NAMES = ["web1", "web2", "web3"]
FOLDER = load.FOLDER
SSHD = "/usr/sbin/sshd"
IDENTITY = {f"GIT_{who}_{what}": "a@localhost" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
load.ENVIRONMENT.update(IDENTITY, PATH=f"{FOLDER}/bin:{os.environ['PATH']}", GIT_CONFIG_GLOBAL="/dev/null")
processes = []


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, mode)


def done(*words):
    subprocess.run(words, env=load.ENVIRONMENT, check=True, capture_output=True)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def folders(name):
    return {"HOME": f"{FOLDER}/{name}", "XDG_CONFIG_HOME": f"{FOLDER}/{name}/config",
            "XDG_DATA_HOME": f"{FOLDER}/{name}/data", "XDG_STATE_HOME": f"{FOLDER}/{name}/state",
            "XDG_CACHE_HOME": f"{FOLDER}/{name}/cache"}


def machines():
    """Starts an sshd for each machine, and defines them."""
    if os.getuid() == 0:
        os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
    done("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{FOLDER}/id")
    write(f"{FOLDER}/config", f"Host *\n  IdentityFile {FOLDER}/id\n  UserKnownHostsFile {FOLDER}/known\n")
    write(f"{FOLDER}/bin/ssh", f"#!/bin/sh\nexec {shutil.which('ssh')} -F '{FOLDER}/config' \"$@\"\n", 0o755)
    known = ""
    for name in NAMES:
        own = f"{FOLDER}/{name}"
        os.makedirs(own)
        done("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{own}/host")
        port = free_port()
        variables = dict(folders(name), PATH=os.environ["PATH"])
        if "GEDIS_KIT" in load.ENVIRONMENT:
            variables["GEDIS_KIT"] = load.ENVIRONMENT["GEDIS_KIT"]
        write(f"{own}/sshd_config", f"""Port {port}
ListenAddress 127.0.0.1
HostKey {own}/host
PidFile none
AuthorizedKeysFile {FOLDER}/id.pub
StrictModes no
UsePAM no
PasswordAuthentication no
SetEnv {' '.join(f'{key}={value}' for key, value in variables.items())}
""")
        processes.append(subprocess.Popen([SSHD, "-D", "-f", f"{own}/sshd_config", "-E", f"{own}/log"]))
        with open(f"{own}/host.pub") as file:
            known += f"[127.0.0.1]:{port} {' '.join(file.read().split()[:2])}\n"
        load.within(30, "sshd", lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0)
        load.tool("machine", "create", name, "addr=127.0.0.1", f"port={port}", f"path={own}/repo", f"program={TOOL}",
                  "servers=*")
    write(f"{FOLDER}/known", known)


def commit():
    done("git", "-C", f"{FOLDER}/instances", "add", "--all")
    done("git", "-C", f"{FOLDER}/instances", "commit", "--quiet", "--message", "change")


def on(name, *words):
    return subprocess.run([TOOL, *words, "--repo", f"{FOLDER}/{name}/repo"], env=dict(load.ENVIRONMENT, **folders(name)),
                          capture_output=True, text=True, timeout=60).stdout


def apply(*words, code=0):
    start = time.monotonic()
    result = load.run("apply", "--all-machines", *words)
    if result.returncode != code:
        load.fault("apply", f"exit code {result.returncode}: {result.stdout}{result.stderr}")
    return time.monotonic() - start, result


def tools(reply):
    write(f"{FOLDER}/instances/server/main/tools.py", f'def ping() -> str:\n    return "{reply}"\n')
    commit()


def replies(ports):
    got = []
    for name in NAMES:
        wire = load.Wire((ports[name], None))
        wire.send(("tools.ping",))
        got.append(wire.reply().decode())
        wire.close()
    return got


def expect(what, got, wanted):
    if got != wanted:
        load.fault(what, f"{got!r} instead of {wanted!r}")


def main():
    done("git", "init", "--quiet", f"{FOLDER}/instances")
    machines()
    load.tool("server", "create", "main", "port=0", "password=")
    load.tool("server", "create", "old", "port=0")
    write(f"{FOLDER}/instances/server/main/hand.swift", load.SOURCE)
    tools("0")
    took, _ = apply("--max-parallel", "3")
    print(f"two servers started on each of three machines: {took:.2f} s")
    ports = {name: int(re.search(r'"name":"main".*?"port":(\d+)', on(name, "server", "list", "--output", "json"))[1])
             for name in NAMES}
    started = []
    for name in NAMES:
        place, numbers = (ports[name], None), load.Numbers()
        started += load.threads(
            (load.pipelines, f"{name} pipelines", place, False), (load.short, f"{name} short", place),
            (load.stateful, f"{name}-state", place), (load.publisher, f"{name} publisher", place, numbers),
            (load.subscriber, f"{name} subscriber", place, numbers, False, False))
    time.sleep(1)
    times = {"a namespace": [], "a namespace, on three at a time": [], "a restart": []}
    for number in range(1, ROUNDS + 1):
        tools(f"{number}")
        words = ("--max-parallel", "3") if number % 2 == 0 else ()
        took, _ = apply(*words)
        times["a namespace, on three at a time" if words else "a namespace"].append(took)
        expect("replies", replies(ports), [f"{number}"] * 3)
        load.tool("server", "set", "main", f"threads={2 + number % 2}")
        commit()
        times["a restart"].append(apply()[0])
    for what, all in times.items():
        if all:
            print(f"{what} changed on three machines: {min(all):.2f} to {max(all):.2f} s")
    write(f"{FOLDER}/instances/server/main/tools.py", "def ping(:\n")
    commit()
    took, result = apply(code=5)
    expect("a broken one", ("web1 · main · not reloaded" in result.stderr, "not applied: web2 web3" in result.stderr),
           (True, True))
    expect("replies after a broken one", replies(ports), [f"{ROUNDS}"] * 3)
    print(f"a broken one stopped after the first machine, which was put back: {took:.2f} s")
    load.tool("server", "delete", "old")
    tools("last")
    took, result = apply()
    expect("a deleted definition", result.stdout.count("old · stopped"), 3)
    print(f"a deleted definition stopped its server on three machines: {took:.2f} s")
    expect("the last replies", replies(ports), ["last"] * 3)
    load.finish(started)
    slowest = sorted(load.stalls, reverse=True)[:3]
    print("longest waits for one reply: " + ", ".join(f"{wait * 1000:.0f} ms ({name})" for wait, name, _ in slowest))
    for name, number in sorted(load.counts.items()):
        print(f"{number:9} {name}")
    print(f"{len(load.faults):9} faults")
    for one in load.faults[:20]:
        print(f"          {one}")
    return 1 if load.faults else 0


if __name__ == "__main__":
    code = 1
    try:
        code = main()
    finally:
        for name in NAMES:
            for server in ("main", "old"):
                on(name, "server", "stop", server, "--kill")
        for process in processes:
            process.send_signal(signal.SIGTERM)
        if code == 0 or "GEDIS_KEEP" not in os.environ:
            shutil.rmtree(FOLDER, ignore_errors=True)
        else:
            print(FOLDER)
    sys.exit(code)
