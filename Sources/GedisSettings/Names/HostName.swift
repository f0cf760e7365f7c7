/// What a host's name or address says by itself, without asking anyone.
package enum HostName {
    /// This machine, and where servers listen by default.
    package static let local = "localhost"

    /// What that stands for.
    package static let localAddresses = ["127.0.0.1", "::1"]

    /// Whether only this machine reaches it.
    package static func isLoopback(_ host: String) -> Bool {
        host.lowercased() == local || localAddresses.contains(host)
            || host.hasPrefix("127.") && host.utf8.allSatisfy { 0x30...0x39 ~= $0 || $0 == UInt8(ascii: ".") }
    }

    /// Whether it is every address of this machine.
    package static func isWildcard(_ host: String) -> Bool { ["0.0.0.0", "::", "*"].contains(host) }
}
