import Synchronization
import Testing

@testable import GedisBackends

/// What is reported of whether a store can be reached.
final class AvailabilityChanges: Sendable {
    private let changes = Mutex<[Availability.Change]>([])

    init(of backend: any ConnectedBackend) throws {
        try #require(backend.availability).observe { [weak self] change in self?.changes.withLock { $0.append(change) }
        }
    }

    var all: [Availability.Change] { changes.withLock(\.self) }

    func forget() { changes.withLock { $0 = [] } }
}
