package import GedisBackends
import GedisClient
package import GedisCore
package import GedisKit
import GedisMounts
import Synchronization

/// The way on which a thread's calls of `system.get` and `system.set` go to a redis backend: over a socket of the thread's own,
/// as those to a mounted server do. What it is not for goes on over the backend's connections.
final class RedisRelay: RelayedWorker {
    private let backend: RedisBackend
    private let isUsed = Atomic(true)

    private init(_ backend: RedisBackend) { self.backend = backend }

    /// The way to a backend; nil where there is none but the usual.
    static func target(_ backend: any ConnectedBackend) -> RelayTarget? {
        guard let backend = backend as? RedisBackend, let (endpoint, client) = backend.server else { return nil }
        return RelayTarget(
            name: backend.address, timeout: client.connectTimeout, connections: 1, worker: RedisRelay(backend)
        ) {
            do throws(BackendError) {
                // It says whether the server can be reached, and what is wrong with it.
                try await backend.connect()
            } catch {
                return .failure(RelayFailure(error.message))
            }
            return await .connect(to: endpoint, as: client)
        }
    }

    /// Sends no more calls: another backend takes the place of this one.
    func end() { isUsed.store(false, ordering: .sequentiallyConsistent) }

    var isOpen: Bool { isUsed.load(ordering: .relaxed) }
    var callTimeout: Duration? { nil }
    func makeCoder() -> (any RelayCoder)? { backend.makePipeline("system") }

    // Calls are answered by the coder in any case.
    func error(of failure: RelayFailure, _ command: String, wasSent: Bool) -> CommandError {
        CommandError(failure.description, code: "BACKEND")
    }
    func timeout(of command: String) -> CommandError { CommandError("\(command): no reply in time", code: "BACKEND") }
}

extension RedisPipeline: RelayDetour {
    package func frame(in bytes: UnsafeRawBufferPointer) throws(RelayFailure) -> Range<Int>? {
        do throws(RedisPipeline.Failure) {
            return try frame(of: bytes)
        } catch {
            throw RelayFailure(error.description)
        }
    }

    package func reply(
        of number: Int, to writer: inout ReplyWriter, _ caller: () -> Caller
    ) throws(RelayFailure) -> CommandError? { reply(of: number, to: &writer) }

    package func ask(because loss: RelayLoss?) -> @Sendable () async -> [UInt8] {
        let loss: Loss? =
            switch loss {
            case nil: nil
            case .notConnected: .notConnected
            case .lost: .lost
            case .timedOut: .timedOut
            }
        return detour(after: loss)
    }
}

extension Namespace {
    /// Lets calls of `get` and `set` go to a redis backend on a way of their own.
    mutating func send(over target: RelayTarget) {
        for index in commands.indices {
            switch commands[index].name {
            case "get": commands[index].relayNumber = RedisPipeline.Call.get.rawValue
            case "set": commands[index].relayNumber = RedisPipeline.Call.put.rawValue
            default: continue
            }
            commands[index].relay = target
        }
    }
}
