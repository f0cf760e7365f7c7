import GedisClient
import GedisCore
import GedisKit
import Synchronization

/// Calls a mounted server for those who have no link of their own to it: over HTTP, in a transaction, from other commands.
final class MountCaller: Sendable {
    private let connector: MountConnector
    /// What connects, or has.
    private let connecting = Mutex<Task<Client, any Error>?>(nil)

    init(_ connector: MountConnector) { self.connector = connector }

    /// Answers calls of a command that follow each other on a connection.
    ///
    /// - Parameters:
    ///   - calls: the calls
    ///   - command: the command
    ///   - failure: why the server is known not to be there; nil where it may be
    /// - Throws: `CommandError` where it is not there, or does not answer in time.
    nonisolated(nonsending) func answer(
        _ calls: Calls, of command: MountedCommand, failure: @Sendable () -> RelayFailure?
    ) async throws {
        let (plan, fullName) = (connector.plan, "\(connector.plan.name).\(command.name)")
        while calls.next() {
            let request = try Self.request(calls.arguments, of: command, fullName)
            if let failure = failure() { throw CommandError.notRelayed(failure, plan.name, wasSent: false) }
            let client: Client
            do {
                client = try await self.client()
            } catch {
                if error is CancellationError { throw error }
                throw CommandError.notRelayed(RelayFailure(error), plan.name, wasSent: false)
            }
            do {
                try await client.send(request).write(to: &calls.reply)
            } catch let error as ClientError {
                if error.code == .timedOut { throw CommandError.relayTimedOut(fullName, after: plan.timeout) }
                throw CommandError.notRelayed(RelayFailure(error), plan.name, wasSent: true)
            }
        }
    }

    private static func request(
        _ arguments: borrowing Arguments, of command: MountedCommand, _ fullName: String
    ) throws(CommandError) -> [[UInt8]] {
        var request = [Array(command.name.utf8)]
        var isBeforeStreams = true
        for index in 0..<arguments.count {
            if command.mayBlock, isBeforeStreams {
                if arguments.matches("STREAMS", at: index) { isBeforeStreams = false }
                if arguments.matches("BLOCK", at: index) {
                    throw CommandError("\(fullName) with BLOCK \(MountRefusal.blocking.reason)")
                }
            }
            request.append(arguments.withBytes(at: index) { Array($0) })
        }
        return request
    }

    /// A client that is open.
    private func client() async throws -> Client {
        while true {
            let task = connecting.withLock { connecting in
                let task = connecting ?? Task { [connector] in try await connector.client() }
                connecting = task
                return task
            }
            do {
                let client = try await task.value
                if client.isOpen { return client }
                forget(task)
            } catch {
                forget(task)
                throw error
            }
        }
    }

    private func forget(_ task: Task<Client, any Error>) {
        connecting.withLock { if $0 == task { $0 = nil } }
    }
}
