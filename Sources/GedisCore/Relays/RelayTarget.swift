package import GedisCrypto
package import GedisKit
import Synchronization

/// A server that the calls of a namespace's commands are sent on to.
package final class RelayTarget: CallRelay {
    /// A socket that is connected to the server.
    package struct Socket: Sendable {
        /// The socket's descriptor, which does not block.
        package var descriptor: Int32
        /// Where the server is.
        package var address: String
        /// What is encrypted with; nil for a connection in the clear.
        package var tls: TLSContext?
        /// The request by which gedis says who it is; nil where it need not.
        package var authentication: [[UInt8]]?
        /// What it is of a process of gedis' own; nil where it is another server's.
        package var lane: (any RelayLane)?

        /// Describes a connected socket.
        package init(
            descriptor: Int32, address: String, tls: TLSContext?, authentication: [[UInt8]]?,
            lane: (any RelayLane)? = nil
        ) {
            self.descriptor = descriptor
            self.address = address
            self.tls = tls
            self.authentication = authentication
            self.lane = lane
        }
    }

    /// The namespace's name, which begins errors.
    package let name: String
    /// How long the server may take to reply, and to be connected to.
    package let timeout: Duration
    /// The most connections of each thread for each version of the protocol.
    let connections: Int
    /// Connects to the server.
    package let connect: @Sendable () async -> Result<Socket, RelayFailure>
    /// The processes of gedis' own that it is; nil where it is another server.
    package let worker: (any RelayedWorker)?

    /// Whether calls are sent on to it now; where not, the commands' handlers answer.
    @inline(__always)
    var isOpen: Bool { worker?.isOpen ?? true }

    /// Describes a server.
    ///
    /// - Parameters:
    ///   - name: the namespace's name
    ///   - timeout: how long the server may take to reply, and to be connected to
    ///   - connections: the most connections of each thread for each version of the protocol
    ///   - worker: the processes of gedis' own that it is; nil where it is another server
    ///   - connect: connects to it
    package init(
        name: String, timeout: Duration, connections: Int, worker: (any RelayedWorker)? = nil,
        connect: @escaping @Sendable () async -> Result<Socket, RelayFailure>
    ) {
        self.name = name
        self.timeout = timeout
        self.connections = connections
        self.worker = worker
        self.connect = connect
    }
}

/// Why a server that calls are sent on to does not answer them.
package struct RelayFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and where, as a sentence without its full stop.
    package let description: String

    /// Says what is wrong.
    package init(_ description: String) { self.description = description }
}

extension CommandError {
    /// The reply to a call that was not answered by the server that it was to be sent on to.
    ///
    /// - Parameters:
    ///   - failure: why
    ///   - name: the namespace's name
    ///   - wasSent: whether it was sent, so that it may have been carried out
    /// - Returns: the error.
    package static func notRelayed(_ failure: RelayFailure, _ name: String, wasSent: Bool) -> CommandError {
        let advice =
            wasSent
            ? "whether the call was carried out is not known"
            : "it is tried again: see that it runs, and what namespaces.\(name).mount says"
        return CommandError("\(name): \(failure); \(advice)", code: "MOUNT")
    }

    /// The reply to a call that a server did not answer in time.
    package static func relayTimedOut(_ command: String, after time: Duration) -> CommandError {
        CommandError(
            "\(command): no reply within \(time.inSeconds); whether the call was carried out is not known",
            code: "TIMEOUT")
    }
}

extension Duration {
    /// The time in seconds, such as `5 s` or `0.5 s`.
    fileprivate var inSeconds: String {
        let seconds = self / .seconds(1)
        return seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
    }
}
