import GedisCore
import GedisServer
import Logging

// A server whose place another process takes.

extension ServerHost {
    /// How long the other process may take to say that it has the connections.
    private static let patience = Duration.seconds(5)

    /// Answers the process that is to take this one's place, and hands the server over once that one could serve.
    ///
    /// - Parameters:
    ///   - stream: the way to it
    ///   - releaseFiles: lets the other process have what only one can have
    func serve(successor stream: HandoverStream, releaseFiles: @escaping @Sendable () -> Void) async {
        var format: Int?
        var abilities = 0
        var isHandedOver = false
        while !isHandedOver, let frame = await stream.next() {
            switch frame.kind {
            case .hello:
                var reader = RecordReader(frame.payload)
                format = try? reader.number()
                // A gedis from before it could says nothing of it.
                abilities = (try? reader.number()) ?? 0
            case .state:
                let state = await lives.handOn(String(decoding: frame.payload, as: UTF8.self))
                stream.send(.state, state ?? [])
            case .ready:
                isHandedOver = await handOver(
                    to: stream, movesConnections: format == ConnectionRecord.format,
                    sendsStatistics: abilities & Predecessor.abilities != 0, releaseFiles)
            default: break
            }
        }
        if !isHandedOver { await lives.resume() }
    }

    /// Hands the server over.
    ///
    /// - Returns: whether the other process has it.
    private func handOver(
        to stream: HandoverStream, movesConnections: Bool, sendsStatistics: Bool,
        _ releaseFiles: @Sendable () -> Void
    ) async -> Bool {
        guard let server, !isStopping else { return false }
        await lives.pauseAll()
        let start = ContinuousClock.now
        let departure = Departure(of: server.core)
        let published = PublishedMeanwhile(to: stream)
        var detached: (connections: [DetachedConnection], expected: [ConnectionRecord]) = ([], [])
        if movesConnections {
            detached = await server.detach(by: departure) { published.add($0, $1) }
        }
        var writer = RecordWriter()
        writer.write(server.core.greatestConnectionID)
        var frames = [HandoverFrame(kind: .begin, payload: writer.bytes)]
        frames += detached.connections.map {
            HandoverFrame(kind: .connection, payload: $0.record.bytes, descriptor: $0.descriptor)
        }
        frames += detached.expected.map { HandoverFrame(kind: .expected, payload: $0.bytes) }
        if sendsStatistics {
            let moved = detached.connections.count + detached.expected.count
            frames.append(
                HandoverFrame(kind: .statistics, payload: server.core.statisticsRecord(withoutConnections: moved)))
        }
        frames.append(HandoverFrame(kind: .end))
        let isSent = stream.send(frames)
        let timeout = Task {
            try await Task.sleep(for: Self.patience)
            stream.send(.abort)
            stream.close()
        }
        let answer = isSent ? await stream.next() : nil
        timeout.cancel()
        guard answer?.kind == .accepted, !isStopping else {
            stream.send(.abort)
            if movesConnections { await server.reattach(by: departure) { published.take() } }
            logger.error("the next process did not take over, this one goes on")
            return false
        }
        // The supervisor learns it before the other process can say that it serves.
        ServingProcess.send(.leaving)
        releaseFiles()
        published.flow()
        await server.release(by: departure) { connection, id in
            if let connection {
                stream.send([
                    HandoverFrame(kind: .late, payload: connection.record.bytes, descriptor: connection.descriptor)
                ])
            } else {
                var writer = RecordWriter()
                writer.write(id)
                stream.send(.gone, writer.bytes)
            }
        }
        logger.info(
            "handed over to the next process",
            metadata: [
                "moved": "\(detached.connections.count)", "closing": "\(server.openConnections)",
                "took": "\(Int((ContinuousClock.now - start) / .milliseconds(1))) ms",
            ])
        await leave()
        return true
    }
}

extension Server {
    /// Begins to serve what another process hands over.
    func take(over legacy: Predecessor.Legacy) async {
        core.skipConnectionIDs(to: legacy.greatestID)
        if let statistics = legacy.statistics { try? core.inherit(statistics: statistics) }
        await attach(legacy.connections, expected: legacy.expected)
    }
}
