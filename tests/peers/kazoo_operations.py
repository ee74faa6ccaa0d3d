"""kazoo's ordinary operations against a ZooKeeper server: `kazoo_operations.py HOST:PORT`.

With `--speed` it measures pipelined reads instead.
"""

import sys
import threading
import time

from kazoo import exceptions
from kazoo.client import KazooClient, KazooState
from kazoo.security import OPEN_ACL_UNSAFE, make_digest_acl

PATIENCE = 60
passed = 0


def check(what, condition):
    global passed
    if not condition:
        sys.exit(f"kazoo: {what} failed")
    passed += 1


def fails_with(what, error, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except error:
        return check(what, True)
    check(what, False)


def operations(addr):
    zk = KazooClient(addr, timeout=10)
    zk.start(PATIENCE)
    root = f"/kazoo-{time.time_ns()}"
    zk.ensure_path(root + "/a/b")
    check("ensure_path", zk.exists(root + "/a/b"))

    check("create", zk.create(root + "/n", b"one") == root + "/n")
    data, stat = zk.get(root + "/n")
    check("get", data == b"one" and stat.version == 0 and stat.dataLength == 3)
    check("set", zk.set(root + "/n", b"second", version=0).version == 1)
    check("empty data", zk.set(root + "/n", b"") and zk.get(root + "/n")[0] == b"")
    check("children", sorted(zk.get_children(root)) == ["a", "n"])
    names, stat = zk.get_children(root, include_data=True)
    check("children with stat", len(names) == 2 and stat.numChildren == 2)
    check("sync", zk.sync(root) == root)
    check("unicode", zk.create(root + "/é", b"") == root + "/é")

    first = zk.create(root + "/a/s-", b"", sequence=True)
    second = zk.create(root + "/a/s-", b"", sequence=True, ephemeral=True)
    check("sequence", first < second and len(first) == len(root + "/a/s-") + 10)
    check("ephemeral", zk.get(second)[1].ephemeralOwner == zk.client_id[0])

    fails_with("node exists", exceptions.NodeExistsError, zk.create, root + "/n")
    fails_with("no node", exceptions.NoNodeError, zk.get, root + "/none")
    fails_with("no parent", exceptions.NoNodeError, zk.create, root + "/none/child")
    fails_with("bad version", exceptions.BadVersionError, zk.set, root + "/n", b"", version=99)
    fails_with("not empty", exceptions.NotEmptyError, zk.delete, root + "/a")
    fails_with(
        "no children for ephemerals",
        exceptions.NoChildrenForEphemeralsError,
        zk.create,
        second + "/child",
    )

    events, told = [], threading.Semaphore(0)

    def watch(event):
        events.append((event.type, event.path))
        told.release()

    zk.get(root + "/n", watch=watch)
    zk.exists(root + "/new", watch=watch)
    zk.get_children(root, watch=watch)
    zk.set(root + "/n", b"3")
    zk.create(root + "/new", b"")
    for _ in range(3):
        check("event", told.acquire(timeout=PATIENCE))
    check(
        "events",
        sorted(events)
        == [("CHANGED", root + "/n"), ("CHILD", root), ("CREATED", root + "/new")],
    )

    owner = KazooClient(addr, timeout=10, auth_data=[("digest", "me:secret")])
    owner.start(PATIENCE)
    acl = [make_digest_acl("me", "secret", all=True)]
    owner.create(root + "/mine", b"x", acl=acl)
    check("acl", owner.get_acls(root + "/mine")[0] == acl)
    check("own node", owner.get(root + "/mine")[0] == b"x")
    fails_with("no auth", exceptions.NoAuthError, zk.get, root + "/mine")
    owner.set_acls(root + "/mine", OPEN_ACL_UNSAFE)
    check("opened node", zk.get(root + "/mine")[0] == b"x")
    owner.create(root + "/gone", b"", ephemeral=True)
    owner.stop()
    owner.close()
    zk.sync(root)
    check("end of a session", zk.exists(root + "/gone") is None)

    lock = zk.Lock(root + "/lock", "me")
    check("lock", lock.acquire(timeout=PATIENCE))
    check("lock contenders", lock.contenders() == ["me"])
    lock.release()
    check("version", zk.server_version() >= (3, 3))

    reads = [zk.get_async(root + "/n") for _ in range(1000)]
    check("pipelined reads", all(read.get(timeout=PATIENCE)[0] == b"3" for read in reads))
    zk.delete(root, recursive=True)
    check("delete", zk.exists(root) is None)
    check("state", zk.state == KazooState.CONNECTED)
    zk.stop()
    zk.close()
    print(f"{passed} passed, 0 failed")


def speed(addr):
    nodes, count = 1000, 50_000
    zk = KazooClient(addr, timeout=10)
    zk.start(PATIENCE)
    root = f"/kazoo-{time.time_ns()}"
    zk.ensure_path(root)
    for number in range(nodes):
        zk.create(f"{root}/{number}", bytes(20), ephemeral=True)
    for _ in range(3):
        begun = time.monotonic()
        reads = [zk.get_async(f"{root}/{number % nodes}") for number in range(count)]
        for read in reads:
            read.get(timeout=PATIENCE)
        print(f"kazoo: {count / (time.monotonic() - begun):.0f} pipelined reads a second")
    zk.stop()
    zk.close()


if __name__ == "__main__":
    (speed if "--speed" in sys.argv else operations)(sys.argv[1])
