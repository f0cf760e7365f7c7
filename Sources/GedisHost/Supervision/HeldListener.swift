import GedisSockets
import Glibc

/// A listening socket that a supervisor holds for the processes that serve.
struct HeldListener: Codable, Sendable {
    let entry: KeptListeners.Entry
    let descriptor: Int32

    /// Closes it, and removes the file of a Unix socket.
    func close() {
        Glibc.close(descriptor)
        entry.file?.remove(entry.address)
    }
}

/// The listening sockets that a supervisor holds.
struct HeldListeners {
    private(set) var all: [HeldListener] = []

    /// Holds sockets.
    init(_ listeners: [HeldListener] = []) { all = listeners }

    /// Holds a socket, which comes with `descriptor` unless it is held already.
    ///
    /// - Returns: the socket; nil where there is none.
    mutating func add(_ entry: KeptListeners.Entry, _ descriptor: Int32?) -> HeldListener? {
        if let held = all.first(where: { $0.entry.isSame(as: entry) }) {
            if let descriptor { Glibc.close(descriptor) }
            return held
        }
        guard let descriptor else { return nil }
        // Out of the way of the descriptors that have a meaning in the processes that are started.
        let moved = fcntl(descriptor, F_DUPFD_CLOEXEC, ServingProcess.reportDescriptor + 1)
        Glibc.close(descriptor)
        let listener = HeldListener(entry: entry, descriptor: moved)
        all.append(listener)
        return listener
    }

    /// Closes a socket.
    mutating func drop(_ entry: KeptListeners.Entry) {
        all.removeAll { listener in
            guard listener.entry.isSame(as: entry) else { return false }
            Glibc.close(listener.descriptor)
            return true
        }
    }

    /// Closes all sockets but those that a process uses.
    mutating func keep(_ used: [KeptListeners.Entry]) {
        all.removeAll { listener in
            guard !used.contains(where: { $0.isSame(as: listener.entry) }) else { return false }
            listener.close()
            return true
        }
    }

    /// Closes all.
    mutating func close() { keep([]) }
}
