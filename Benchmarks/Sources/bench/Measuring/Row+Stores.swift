extension Row {
    /// What waits for a store.
    static let stores = [
        Row(
            name: "get", about: "`system.get` of 64 bytes, memory backend",
            contenders: [gedis("system.get", Requests.get(["system.get"])), redis("GET", Requests.get(["GET"]))]),
        Row(
            name: "set", about: "`system.set` of 64 bytes, memory backend",
            contenders: [gedis("system.set", Requests.set(["system.set"])), redis("SET", Requests.set(["SET"]))]),
        Row(
            name: "get-sqlite", about: "`system.get` of 64 bytes, SQLite backend",
            contenders: [
                Contender(name: "system.get", server: .gedisSQLite, workload: Requests.get(["system.get"])),
                redis("GET", Requests.get(["GET"])),
            ]),
        Row(
            name: "set-sqlite", about: "`system.set` of 64 bytes, flushed to the disk before it is answered",
            contenders: [
                Contender(name: "system.set", server: .gedisSQLite, workload: Requests.set(["system.set"])),
                Contender(name: "SET, appendfsync always", server: .redisDurable, workload: Requests.set(["SET"])),
            ]),
        Row(
            name: "get-redis", about: "`system.get` of 64 bytes, redis backend",
            contenders: [
                Contender(name: "system.get", server: .gedisRedis, workload: Requests.get(["system.get"])),
                redis("GET", Requests.get(["GET"])),
            ]),
        Row(
            name: "set-redis", about: "`system.set` of 64 bytes, redis backend",
            contenders: [
                Contender(name: "system.set", server: .gedisRedis, workload: Requests.set(["system.set"])),
                redis("SET", Requests.set(["SET"])),
            ]),
    ]
}
