extension Row {
    /// What two cores give, where the clients are on the same cores: a thread of the server and a process of the load on each.
    static let cores = [
        row("cores-ping", "`PING`: two cores with a thread and a client process each, against one", Requests.ping),
        row("cores-work", "a command of 20 µs: the same", Requests.work, isOfRedis: false),
    ]

    private static func row(_ name: String, _ about: String, _ workload: Workload, isOfRedis: Bool = true) -> Row {
        func contender(_ name: String, _ server: Server.Kind, onEachCore: Bool = true) -> Contender {
            Contender(name: name, server: server, workload: workload, load: .processes(onEachCore: onEachCore))
        }
        let gedis = [
            contender("two threads, two cores", .gedisPair),
            contender("one thread, one core", .gedis, onEachCore: false),
        ]
        let rivals = [
            contender("one thread, clients on two cores", .redis),
            contender("io-threads 2, two cores", .redisPair), contender("io-threads 2, two cores", .valkeyPair),
        ]
        return Row(name: name, about: about, contenders: gedis + (isOfRedis ? rivals : []))
    }
}
