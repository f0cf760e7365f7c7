import GedisKit

/// How a running server is, as it says over its control socket.
package struct ServerStatus: Sendable {
    /// The line in which the server said where it listens.
    package var greeting: String
    /// The number of the process that serves.
    package var pid: Int
    /// How long it has served, in seconds.
    package var uptimeSeconds: Int
    /// Where clients connect.
    package var addresses: [String]
    /// The names of its namespaces.
    package var namespaces: [String]
    /// Those of them that are not loaded, because they crashed the server.
    package var quarantined: [String]
    /// Those of them whose `init` goes on.
    package var loading: [String] = []
    /// Those that are left out, each with why.
    package var leftOut: [String] = []
    /// Those that are served as they were when they worked last, each with why.
    package var servedAsBefore: [String] = []
    /// The commands that keep threads now, each with for how long.
    package var stuck: [String]
    /// Its mounts, each with how it is.
    package var mounts: [String] = []
    /// The mounts whose servers are not there, each with why.
    package var notThere: [String] = []
    /// The processes that serve namespaces, each with how it is.
    package var workers: [String] = []
    /// How many clients are connected.
    package var connections: Int

    /// The status as a reply.
    var reply: Value {
        [
            "greeting": .string(greeting), "pid": .integer(pid), "uptime": .integer(uptimeSeconds),
            "addresses": .array(addresses.map { .string($0) }), "namespaces": .array(namespaces.map { .string($0) }),
            "quarantined": .array(quarantined.map { .string($0) }), "loading": .array(loading.map { .string($0) }),
            "left_out": .array(leftOut.map { .string($0) }),
            "served_as_before": .array(servedAsBefore.map { .string($0) }),
            "stuck": .array(stuck.map { .string($0) }), "mounts": .array(mounts.map { .string($0) }),
            "not_there": .array(notThere.map { .string($0) }), "workers": .array(workers.map { .string($0) }),
            "connections": .integer(connections),
        ]
    }
}

extension ServerStatus {
    /// Reads a status from a reply; nil where it is none, or of a server that has not said yet where it listens: its
    /// control socket is there a moment before.
    init?(_ reply: Value) {
        guard case .map(let entries) = reply else { return nil }
        let values = Dictionary(entries.map { ($0.key.text ?? "", $0.value) }, uniquingKeysWith: { $1 })
        func number(_ key: String) -> Int? { if case .integer(let number) = values[key] { number } else { nil } }
        func list(_ key: String) -> [String] {
            if case .array(let texts) = values[key] { texts.compactMap(\.text) } else { [] }
        }
        guard let pid = number("pid"), let uptime = number("uptime"), let connections = number("connections"),
            let greeting = values["greeting"]?.text, !greeting.isEmpty
        else { return nil }
        self.init(
            greeting: greeting, pid: pid, uptimeSeconds: uptime, addresses: list("addresses"),
            namespaces: list("namespaces"), quarantined: list("quarantined"), loading: list("loading"),
            leftOut: list("left_out"), servedAsBefore: list("served_as_before"), stuck: list("stuck"),
            mounts: list("mounts"), notThere: list("not_there"), workers: list("workers"), connections: connections)
    }

    /// The TCP port that clients connect to.
    package var port: Int? { addresses.lazy.compactMap { $0.split(separator: ":").last.flatMap { Int($0) } }.first }

    /// How the server is, in a few words.
    package var summary: String {
        let complaints = [
            ("loading", loading), ("quarantined", quarantined), ("left out", Self.names(leftOut)),
            ("served as before", Self.names(servedAsBefore)), ("not there", Self.names(notThere)), ("stuck", stuck),
        ].filter { !$0.1.isEmpty }
            .map { ", \($0.0): \($0.1.joined(separator: " "))" }
        return "running (pid \(pid), up \(uptime)\(complaints.joined()))"
    }

    /// The names that begin complaints.
    static func names(_ complaints: [String]) -> [String] {
        complaints.map { String($0.prefix { $0 != ":" }) }
    }

    /// The uptime for people: `3 s`, `5 min`, `2 h`, `4 d`.
    package var uptime: String {
        switch uptimeSeconds {
        case ..<60: "\(uptimeSeconds) s"
        case ..<3600: "\(uptimeSeconds / 60) min"
        case ..<86400: "\(uptimeSeconds / 3600) h"
        default: "\(uptimeSeconds / 86400) d"
        }
    }
}
