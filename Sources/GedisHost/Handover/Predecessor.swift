import GedisCore
import GedisServer
import Glibc
import Logging

/// The process whose place this one takes.
struct Predecessor: Sendable {
    private let stream: HandoverStream

    /// How long it may take until it begins to hand over: schedules end first.
    private static let patience = Duration.seconds(60)

    /// What it hands over.
    struct Legacy: Sendable {
        var greatestID = 0
        var connections: [DetachedConnection] = []
        var expected: [ConnectionRecord] = []
        var statistics: [UInt8]?
    }

    /// What a process can take besides connections, as it says when it begins: 1 for statistics.
    static let abilities = 1

    /// Says that this process begins.
    init(_ stream: HandoverStream) {
        self.stream = stream
        var writer = RecordWriter()
        writer.write(ConnectionRecord.format)
        writer.write(Self.abilities)
        stream.send(.hello, writer.bytes)
    }

    /// What a namespace of it hands on; nil where that is nothing.
    func state(of namespace: String) async -> [UInt8]? {
        stream.send(.state, Array(namespace.utf8))
        guard let answer = await stream.next(), answer.kind == .state, !answer.payload.isEmpty else { return nil }
        return answer.payload
    }

    /// Takes the connections. From here on nobody else serves them.
    ///
    /// - Returns: the connections.
    /// - Throws: `HostError` where they stay.
    func takeOver() async throws -> Legacy {
        stream.send(.ready)
        let timeout = Task { [stream] in
            try await Task.sleep(for: Self.patience)
            stream.close()
        }
        defer { timeout.cancel() }
        var legacy = Legacy()
        do {
            while let frame = await stream.next() {
                switch frame.kind {
                case .begin:
                    timeout.cancel()
                    var reader = RecordReader(frame.payload)
                    legacy.greatestID = try reader.number()
                case .connection:
                    guard let descriptor = frame.descriptor else { continue }
                    let record = try ConnectionRecord(frame.payload)
                    legacy.connections.append(DetachedConnection(record: record, descriptor: descriptor))
                case .expected: legacy.expected.append(try ConnectionRecord(frame.payload))
                case .statistics: legacy.statistics = frame.payload
                case .end: stream.send(.accepted)
                case .go: return legacy
                default: throw HostError(.notStarted, "the process that serves keeps its connections")
                }
            }
        } catch let error as RecordError {
            stream.close()
            throw HostError(.notStarted, "the process that serves hands over what this one cannot read: \(error)")
        }
        throw HostError(.notStarted, "the process that serves ended before it could hand over its connections")
    }

    /// Takes what comes later, until the other process has ended.
    func follow(into server: Server, logger: Logger) async {
        while let frame = await stream.next() {
            do throws(RecordError) {
                var reader = RecordReader(frame.payload)
                switch frame.kind {
                case .publish: server.forward(message: &reader)
                case .late:
                    guard let descriptor = frame.descriptor else { continue }
                    let record = try ConnectionRecord(frame.payload)
                    server.attach(late: DetachedConnection(record: record, descriptor: descriptor))
                case .gone: server.forget(expected: try reader.number())
                default: break
                }
            } catch {
                if let descriptor = frame.descriptor { close(descriptor) }
                logger.error("a connection of the process before was not taken over: \(error)")
            }
        }
    }
}

extension Server {
    fileprivate func forward(message reader: inout RecordReader) {
        guard let channel = try? reader.part(), let message = try? reader.part() else { return }
        forward(message, to: channel)
    }
}
