import GedisSockets
import GedisWorkers
import Glibc

/// The way from a process that serves to its supervisor, which keeps the listening sockets.
struct SupervisorLink: Sendable {
    private static let socket = ServingProcess.noticeDescriptor

    /// What a process is handed when it begins.
    struct Start: Sendable {
        /// The listening sockets that are there already.
        var listeners = KeptListeners([])
        /// The way to the process whose place this one takes; nil where there is none.
        var predecessor: HandoverStream?
    }

    /// Waits for what the supervisor hands this process.
    func start() -> Start {
        var found: [(entry: KeptListeners.Entry, descriptor: Int32)] = []
        while let (message, descriptor) = Self.next() {
            switch message {
            case .listener(let entry): if let descriptor { found.append((entry, descriptor)) }
            case .begin:
                return Start(listeners: KeptListeners(found), predecessor: descriptor.map { HandoverStream($0) })
            case .closed, .handOver: break
            }
        }
        return Start(listeners: KeptListeners(found))
    }

    /// Hands listening sockets to the supervisor; it drops all others once this process is ready.
    func keep(_ listeners: [(entry: KeptListeners.Entry, descriptor: Int32)]) {
        for (entry, descriptor) in listeners {
            SupervisorMessage.listener(entry).send(with: descriptor, to: Self.socket)
        }
    }

    /// Lets the supervisor drop a listening socket.
    func drop(_ entry: KeptListeners.Entry) { SupervisorMessage.closed(entry).send(to: Self.socket) }

    /// Calls `handOver` with the way to each process that is to take the place of this one, on a thread of its own.
    func follow(_ handOver: @escaping @Sendable (HandoverStream) -> Void) {
        _ = BackgroundThread.start {
            while let (message, descriptor) = Self.next() {
                if case .handOver = message, let descriptor { handOver(HandoverStream(descriptor)) }
            }
        }
    }

    private static func next() -> (SupervisorMessage, Int32?)? {
        withUnsafeTemporaryAllocation(byteCount: SupervisorMessage.mostBytes, alignment: 1) { buffer in
            let (count, descriptors) = SocketPair.receive(buffer, from: socket)
            guard count > 0, let message = SupervisorMessage(UnsafeRawBufferPointer(rebasing: buffer[..<count])) else {
                return nil
            }
            return (message, descriptors.first)
        }
    }
}
