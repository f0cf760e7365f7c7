import Logging
import Synchronization

// What concerns the connections of all threads.

extension ServerCore {
    /// The connections that a filter means, in the order in which they came.
    func clients(matching filter: ClientFilter) async -> [ClientDescription] {
        let found = await onEachWorker { worker in
            worker.drivers.values.lazy.filter { $0.connection.audience == .clients }
                .map(\.description).filter(filter.fits)
        }
        return found.joined().sorted { $0.id < $1.id }
    }

    /// Closes the connections that a filter means; the one that asked for it, after its reply.
    ///
    /// - Returns: how many there were.
    func closeClients(matching filter: ClientFilter, askedBy own: Int) async -> Int {
        let counts = await onEachWorker { worker in
            let found = worker.drivers.values.filter { driver in
                driver.connection.audience == .clients && filter.fits(driver.description)
            }
            for driver in found {
                worker.logger.info("killed", metadata: ["id": "\(driver.connection.session.id)", "by": "\(own)"])
                if driver.connection.session.id == own { driver.end() } else { driver.abort() }
            }
            return found.count
        }
        return counts.reduce(0, +)
    }

    /// Lets the namespaces' commands wait for a while, or longer where they wait longer already.
    func pause(forMilliseconds timeout: Int) async {
        let end = ContinuousClock.now + .milliseconds(timeout)
        let isLonger = pauseEnd.withLock { pauseEnd in
            guard pauseEnd.map({ $0 < end }) ?? true else { return false }
            pauseEnd = end
            return true
        }
        guard isLonger else { return }
        await onEachWorker { $0.pause(true) }
        Task {
            try? await Task.sleep(until: end)
            if pauseEnd.withLock({ $0 == end }) { await unpause() }
        }
    }

    /// Lets the namespaces' commands go on.
    func unpause() async {
        pauseEnd.withLock { $0 = nil }
        await onEachWorker { $0.pause(false) }
    }
}

extension ConnectionDriver {
    /// The connection as `CLIENT LIST` describes it.
    fileprivate var description: ClientDescription {
        ClientDescription(connection, running: runningCall?.name)
    }
}
