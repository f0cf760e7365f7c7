extension Row {
    /// What calls take in a server of many namespaces, against one with a single one of them.
    static let namespaces = [
        row("namespaces", "`PING`, in a server of many namespaces", Requests.ping, Requests.ping),
        row(
            "namespaces-call", "one command, in a server of many namespaces", Requests.add { _ in (7, 3) },
            Requests.add { _ in (0, 3) }),
        row(
            "namespaces-calls", "64 commands of 64 namespaces, against 10 of one", Requests.add { ($0, $0 % 10) },
            Requests.add { (0, $0 % 10) }),
    ]

    private static func row(_ name: String, _ about: String, _ many: Workload, _ single: Workload) -> Row {
        Row(
            name: name, about: about,
            contenders: [
                Contender(name: "with many namespaces", server: .gedisMany, workload: many),
                Contender(name: "with one", server: .gedisSingle, workload: single),
            ])
    }
}

extension Requests {
    /// Calls of the namespaces that `ManyNamespaces` makes.
    ///
    /// - Parameter choice: the namespace and the command of a request's number
    /// - Returns: the ring.
    static func add(_ choice: @escaping (Int) -> (namespace: Int, command: Int)) -> Workload {
        Workload { number in
            let (namespace, command) = choice(number)
            let name = ManyNamespaces.name(namespace)
            return (["\(name).add\(command)", "\(number)", "7"], ":\(number + 7 + command)\r\n")
        }
    }
}
