import Glibc

/// What is set on a TCP connection that was accepted.
package enum SocketOptions {
    /// How often a silent peer is asked before it counts as gone, as in Redis.
    private static let probes: Int32 = 3

    /// Sends small replies at once, and notices peers that vanished.
    ///
    /// - Parameters:
    ///   - descriptor: the connection's socket
    ///   - keepalive: after how long a silence the peer is asked whether it is there; nil for never
    package static func prepare(_ descriptor: Int32, keepalive: Duration?) {
        set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        guard let keepalive else { return }
        let seconds = Int32(clamping: keepalive.components.seconds)
        set(descriptor, SOL_SOCKET, SO_KEEPALIVE, 1)
        set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPIDLE, seconds)
        set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPINTVL, max(seconds / probes, 1))
        set(descriptor, Int32(IPPROTO_TCP), TCP_KEEPCNT, probes)
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
