import Glibc
import Synchronization

/// The listening sockets of a process that another one keeps, so that connections wait and are not refused while no process
/// accepts them.
package final class KeptListeners: Sendable {
    /// A socket as the process that keeps it knows it.
    package struct Entry: Sendable, Codable {
        /// What it is for.
        package var purpose: ListeningSocket.Purpose
        /// Whether its port is any that was free.
        package var isOnFreePort: Bool
        /// `127.0.0.1:9900`, `[::1]:9900` or a path.
        package var address: String
        /// The TCP port; nil for a Unix socket.
        package var port: Int?
        /// The file of a Unix socket.
        package var file: FileIdentity?

        /// Whether it is the same socket.
        package func isSame(as other: Entry) -> Bool { address == other.address && file == other.file }
    }

    private struct State {
        var found: [(entry: Entry, descriptor: Int32)]
        var used: [(entry: Entry, descriptor: Int32)] = []
        var actions: [@Sendable () -> Void] = []
    }

    private let isKept: Bool
    private let state: Mutex<State>

    /// No sockets, and nobody who keeps any.
    package static let none = KeptListeners()

    private init() {
        isKept = false
        state = Mutex(State(found: []))
    }

    /// Knows the sockets that a process was handed when it began.
    package init(_ found: [(entry: Entry, descriptor: Int32)]) {
        isKept = true
        state = Mutex(State(found: found))
    }

    /// Takes a socket out.
    ///
    /// - Parameters:
    ///   - address: where it listens, with port 0 for any port
    ///   - purpose: what it is for, where its port may be any
    /// - Returns: the socket; nil where there is none.
    func take(_ address: String, _ purpose: ListeningSocket.Purpose?) -> ListeningSocket? {
        state.withLock { state in
            guard
                let index = state.found.firstIndex(where: { found in
                    guard let purpose else { return found.entry.address == address }
                    return found.entry.isOnFreePort && found.entry.purpose == purpose
                        && found.entry.address.prefix { $0 != ":" } == address.prefix { $0 != ":" }
                })
            else { return nil }
            let (entry, descriptor) = state.found.remove(at: index)
            return ListeningSocket(
                descriptor: descriptor, address: entry.address, port: entry.port, file: entry.file, isInherited: true)
        }
    }

    /// Whether one of the sockets, used or not, has a TCP port.
    func has(port: Int) -> Bool {
        state.withLock { state in (state.found + state.used).contains { $0.entry.port == port } }
    }

    /// Notes that a socket is used.
    func use(_ socket: ListeningSocket, for purpose: ListeningSocket.Purpose, isOnFreePort: Bool) {
        guard isKept else { return }
        let entry = Entry(
            purpose: purpose, isOnFreePort: isOnFreePort, address: socket.address, port: socket.port, file: socket.file)
        state.withLock { $0.used.append((entry, socket.descriptor)) }
    }

    /// Does something once the sockets are used for good.
    func whenUsed(_ action: @escaping @Sendable () -> Void) { state.withLock { $0.actions.append(action) } }

    /// Uses the sockets for good, and closes those that no endpoint has asked for.
    ///
    /// - Returns: those that are used.
    package func settle() -> [(entry: Entry, descriptor: Int32)] {
        let (used, rest, actions) = state.withLock { state in
            defer { (state.used, state.found, state.actions) = ([], [], []) }
            return (state.used, state.found, state.actions)
        }
        for action in actions { action() }
        for (entry, descriptor) in rest {
            close(descriptor)
            entry.file?.remove(entry.address)
        }
        return used
    }
}
