import GedisClient
import GedisKit

extension RedisPipeline {
    /// What became of the connection.
    package enum Loss: Sendable {
        /// There is none.
        case notConnected
        /// It is lost.
        case lost
        /// Nothing came over it in time.
        case timedOut
    }

    /// What of a request is needed to answer it in another way.
    private struct Asked: Sendable {
        let isPut: Bool
        let isSent: Bool
        let calls: [(key: [UInt8], value: [UInt8])]
        /// What was read; nil where nothing was.
        var seen: [(field: RedisField?, expires: Bool)]?
    }

    /// Lets calls be answered as those are that come from elsewhere, which looks for the server until the time is over and
    /// removes what has expired: those of the frame that was begun last, or all that have no reply. A write that may have
    /// been done is not repeated.
    ///
    /// - Parameter loss: what became of the connection; nil where it goes on behind that frame
    /// - Returns: asks for what they are answered with, frames in the order of the calls.
    package func detour(after loss: Loss?) -> @Sendable () async -> [UInt8] {
        var asked = unanswered.prefix(loss == nil ? 1 : .max).map {
            Asked(isPut: $0.isPut, isSent: $0.isSent && loss != nil, calls: $0.calls)
        }
        if loss == nil { asked[0].seen = frame.fields } else { forgetConnection() }
        return { [backend, namespace, asked] in
            var writer = ReplyWriter()
            for request in asked {
                do {
                    if let error = backend.failure(of: request.isPut, request.isSent, loss) { throw error }
                    if let seen = request.seen, !request.isPut {
                        RedisBackend.write(try await backend.alive(seen, request.calls, namespace), to: &writer)
                    } else {
                        try await backend.answer(request.isPut, request.calls, namespace, to: &writer)
                    }
                } catch {
                    let message = (error as? BackendError)?.message ?? "\(error)"
                    writer.error(CommandError(message, code: RedisFrame.ownCode))
                }
            }
            return writer.withBytes { Array($0) }
        }
    }
}

extension RedisBackend {
    /// Why calls are not repeated; nil where they may be.
    fileprivate func failure(of isPut: Bool, _ isSent: Bool, _ loss: RedisPipeline.Loss?) -> BackendError? {
        let server = configuration.endpoints[0]
        if let end = servers.end { return end }
        switch loss {
        case .timedOut: return configuration.silence(at: server, isWrite: isPut && isSent)
        case .lost where isPut && isSent:
            return configuration.failure(
                ClientError(.connectionClosed, "the connection was closed"), at: server, isWrite: true)
        default: return nil
        }
    }

    /// Answers the calls of a request.
    fileprivate func answer(
        _ isPut: Bool, _ calls: [(key: [UInt8], value: [UInt8])], _ namespace: String, to writer: inout ReplyWriter
    ) async throws {
        guard isPut else {
            let keys = calls.map { String(decoding: $0.key, as: UTF8.self) }
            return Self.write(try await fields(namespace, keys), to: &writer)
        }
        let values = calls.map { (key: $0.key, value: Scalar.string(String(decoding: $0.value, as: UTF8.self))) }
        _ = try await perform(node(namespace).put(values))
        writer.simple(RedisFrame.done)
    }

    /// Which of the values that were read had not expired. One in whose place another stands now was written after it was
    /// read, and counts as alive.
    fileprivate func alive(
        _ seen: [(field: RedisField?, expires: Bool)], _ calls: [(key: [UInt8], value: [UInt8])], _ namespace: String
    ) async throws -> [RedisField?] {
        let expiring = seen.indices.filter { seen[$0].expires }
        let now = try await fields(namespace, expiring.map { String(decoding: calls[$0].key, as: UTF8.self) })
        var fields = seen.map(\.field)
        for (index, field) in zip(expiring, now) where field == nil { fields[index] = nil }
        return fields
    }

    /// Writes values as `HMGET` of them and their notes replies them.
    fileprivate static func write(_ fields: [RedisField?], to writer: inout ReplyWriter) {
        writer.array(count: 2 * fields.count)
        for field in fields {
            if let field { writer.bulk(field.value) } else { writer.null() }
            if let field, !field.type.isEmpty { writer.bulk(field.type) } else { writer.null() }
        }
    }
}
