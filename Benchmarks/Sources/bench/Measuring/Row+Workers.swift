extension Row {
    /// What other processes do for gedis, which share its core.
    static let workers = [
        Row(
            name: "python", about: "two typed integers, in Python",
            contenders: [
                Contender(name: "sum", server: .gedisPython, workload: Requests.sum(["calc.sum"])),
                redis("FCALL sum", Requests.sum(["FCALL", "sum", "0"])),
                Contender(name: "sum", server: .bare, workload: Requests.sum(["sum"])),
            ]),
        Row(
            name: "isolated", about: "two typed integers, in Swift in a process of its own",
            contenders: [
                Contender(name: "sum", server: .gedisIsolated, workload: Requests.sum(["bench.sum"])),
                redis("FCALL sum", Requests.sum(["FCALL", "sum", "0"])), redis("PING", Requests.ping),
            ]),
        Row(
            name: "mount", about: "redis-server's `PING`, mounted",
            contenders: [
                Contender(
                    name: "cache.ping", server: .gedisMount, workload: Workload { _ in (["cache.ping"], "+PONG\r\n") }),
                redis("PING", Requests.ping),
            ]),
        Row(
            name: "mount-get", about: "redis-server's `GET`, mounted",
            contenders: [
                Contender(name: "cache.get", server: .gedisMount, workload: Requests.get(["cache.get"])),
                redis("GET", Requests.get(["GET"])),
            ]),
    ]

    /// Whether other processes do the work.
    var hasWorkers: Bool { Self.workers.contains { $0.name == name } }
}
