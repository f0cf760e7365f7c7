import GedisCore
import GedisKit

/// A namespace's worker as what calls are sent on to over lanes.
final class LanedWorker: RelayedWorker {
    private let worker: NamespaceWorker

    private init(_ worker: NamespaceWorker) { self.worker = worker }

    /// Where the calls of a namespace's commands go that its worker takes over lanes; nil where it takes none.
    static func target(_ worker: NamespaceWorker) -> RelayTarget? {
        guard worker.manifest.commands.contains(where: \.usesLanes) else { return nil }
        return RelayTarget(
            name: worker.environment.name, timeout: .zero, connections: 1, worker: LanedWorker(worker)
        ) { await worker.lane() }
    }

    var callTimeout: Duration? { worker.environment.callTimeout }

    func makeCoder() -> (any RelayCoder)? {
        worker.load.isCompiled ? nil : MarshalCoder(worker.manifest, in: worker.environment)
    }

    func error(of failure: RelayFailure, _ command: String, wasSent: Bool) -> CommandError {
        wasSent
            ? worker.ending(during: command, failure.description)
            : CommandError(failure.description, code: "WORKER")
    }

    func timeout(of command: String) -> CommandError { worker.timeout(of: command) }
}

extension NamespaceWorker {
    /// A lane to the process that serves; one that is being started is waited for.
    fileprivate func lane() async -> Result<RelayTarget.Socket, RelayFailure> {
        var isLate = false
        defer { if isLate { answeredLate() } }
        do {
            while true {
                let link = try await link(countingIn: &isLate)
                if let (descriptor, lane) = try link.openLane(count: { [weak self] in self?.countCalls($0) }) {
                    // The process is not stopped before the calls that waited for it are answered on the lane.
                    if isLate { lane.begin() }
                    return .success(
                        RelayTarget.Socket(
                            descriptor: descriptor, address: "the worker of \(environment.name)", tls: nil,
                            authentication: nil, lane: lane))
                }
                await link.waitForEnd()
            }
        } catch {
            return .failure(RelayFailure((error as? CommandError)?.message ?? "\(error)"))
        }
    }
}
