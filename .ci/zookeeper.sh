#!/usr/bin/env bash
# The ZooKeeper tests against a real server, and kazoo against both servers. Needs root for Debian's
# packages; without them it says so and leaves those checks out.
#   .ci/zookeeper.sh SERVER-PROGRAM
set -euo pipefail
cd "$(dirname "$0")/.."

embedded=$1
home=$(mktemp -d)
pids=()
finish() {
    for pid in "${pids[@]}"; do
        kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true
    done
    rm -rf "$home"
}
trap finish EXIT

# install PACKAGE: whether it is there, or can be had
install() {
    dpkg-query --show --showformat '${Status}' "$1" 2>/dev/null | grep -q 'ok installed' && return
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
    [ -e "$home/updated" ] || apt-get update -qq >/dev/null 2>&1 || return 1
    touch "$home/updated"
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null 2>&1
}

# await FILE: the address in the first line of a file
await() {
    for _ in $(seq 300); do
        address=$(sed -n 's/^listening on //p' "$1")
        [ -z "$address" ] || { echo "$address"; return; }
        sleep 0.1
    done
    echo "no server in $1" >&2
    return 1
}

# real: a real server on a free port of loopback, with a directory of its own
real() {
    local port
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    mkdir "$home/data"
    cat >"$home/zoo.cfg" <<CONFIG
tickTime=2000
dataDir=$home/data
clientPort=$port
clientPortAddress=127.0.0.1
maxClientCnxns=0
admin.enableServer=false
4lw.commands.whitelist=*
CONFIG
    java -Xmx256m -cp /usr/share/java/zookeeper.jar \
        org.apache.zookeeper.server.quorum.QuorumPeerMain "$home/zoo.cfg" >"$home/log" 2>&1 &
    pids+=($!)
    for _ in $(seq 300); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            address=127.0.0.1:$port
            return
        fi
        kill -0 "${pids[-1]}" 2>/dev/null || break
        sleep 0.1
    done
    cat "$home/log" >&2
    return 1
}

"$embedded" --port 0 >"$home/embedded" &
pids+=($!)
embedded_address=$(await "$home/embedded")

real_address=
if install zookeeper; then
    real
    real_address=$address
    printf '\n== the tests of ZooKeeper against a real server\n'
    KAFKA07_ZOOKEEPER=$real_address cargo test --package kafka07-tests --test zookeeper
else
    echo 'no package zookeeper: the tests ran against the embedded server only'
fi

if install python3-kazoo; then
    for server in "$embedded_address" $real_address; do
        printf '\n== kazoo against %s\n' "$server"
        /usr/bin/python3 tests/peers/kazoo_operations.py "$server"
    done
else
    echo 'no package python3-kazoo: kazoo was left out'
fi
