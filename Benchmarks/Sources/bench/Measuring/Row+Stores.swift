extension Row {
    /// What waits for a store.
    static let stores =
        store("", .gedis, "memory backend")
        + store("-sqlite", .gedisSQLite, "SQLite backend, on the disk before a write is answered", .redisDurable)
        + store("-redis", .gedisRedis, "redis backend")

    /// A value read and written.
    ///
    /// - Parameters:
    ///   - suffix: what the rows' names end with
    ///   - server: the gedis with the store
    ///   - about: which store that is
    ///   - writer: what writes are measured beside
    /// - Returns: the two rows.
    private static func store(
        _ suffix: String, _ server: Server.Kind, _ about: String, _ writer: Server.Kind = .redis
    ) -> [Row] {
        func row(_ name: String, _ rival: Server.Kind, _ workload: ([String]) -> Workload) -> Row {
            let command = name.uppercased()
            return Row(
                name: name + suffix, about: "`system.\(name)` of 64 bytes, \(about)",
                contenders: [
                    Contender(name: "system.\(name)", server: server, workload: workload(["system.\(name)"])),
                    Contender(
                        name: rival == .redisDurable ? "\(command), appendfsync always" : command, server: rival,
                        workload: workload([command])),
                ])
        }
        return [row("get", .redis, Requests.get), row("set", writer, Requests.set)]
    }
}
