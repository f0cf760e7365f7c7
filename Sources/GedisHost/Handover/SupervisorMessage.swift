import FoundationEssentials
import GedisSockets
import Glibc

/// What a supervisor and a process that serves say to each other, besides the process' notices of a byte.
enum SupervisorMessage: Codable, Sendable {
    /// A listening socket, which comes with the message.
    case listener(KeptListeners.Entry)
    /// A listening socket is not used any more.
    case closed(KeptListeners.Entry)
    /// The process that was started knows all its sockets.
    ///
    /// Where it takes another one's place, the way to that process comes with the message.
    case begin
    /// Another process takes the place of this one; the way to it comes with the message.
    case handOver

    /// The most bytes of one.
    static let mostBytes = 1 << 16

    /// Sends it.
    ///
    /// - Parameters:
    ///   - descriptor: what goes with it
    ///   - socket: where
    func send(with descriptor: Int32? = nil, to socket: Int32) {
        guard let bytes = try? JSONEncoder().encode(self) else { return }
        // Whoever is gone is noticed otherwise.
        bytes.withUnsafeBytes { _ = SocketPair.send($0, descriptor.map { [$0] } ?? [], to: socket) }
    }

    /// Reads one.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard let message = try? JSONDecoder().decode(SupervisorMessage.self, from: Data(bytes)) else { return nil }
        self = message
    }
}
