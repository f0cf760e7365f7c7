import GedisKit

/// A message that a worker has sent, whose bytes have been checked.
enum WorkerMessage: Sendable {
    case reply(call: Int, value: ArraySlice<UInt8>)
    case error(call: Int, code: String?, text: String, trace: String?)
    case ask(number: Int, what: String, with: [Value])
    case log(level: String, text: String, call: Int, details: [Log.Detail])
    case ready(Value)
    case failed([WorkerError.Problem])

    /// Reads the messages of a frame.
    ///
    /// - Throws: `MarshalError` where it is not as the protocol has it.
    static func read(_ frame: ArraySlice<UInt8>) throws(MarshalError) -> [WorkerMessage] {
        let result: Result<[WorkerMessage], MarshalError> = frame.withUnsafeBytes { bytes in
            do throws(MarshalError) {
                return .success(try read(bytes, of: frame))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// A message that takes a few bytes takes many times as much in memory.
    private static let mostReserved = 1 << 12

    private static func read(
        _ bytes: UnsafeRawBufferPointer, of frame: ArraySlice<UInt8>
    ) throws(MarshalError) -> [WorkerMessage] {
        var reader = MarshalReader(bytes)
        var messages: [WorkerMessage] = []
        let count = try reader.list()
        messages.reserveCapacity(min(count, Self.mostReserved))
        for _ in 0..<count { messages.append(try message(&reader, of: frame)) }
        guard reader.isAtEnd else { throw reader.failure("more than the messages") }
        return messages
    }

    private static func message(
        _ reader: inout MarshalReader, of frame: ArraySlice<UInt8>
    ) throws(MarshalError) -> WorkerMessage {
        let count = try reader.list()
        let kind = WorkerProtocol.Notice(rawValue: try reader.integer())
        switch (kind, count) {
        case (.reply, 3):
            let call = try reader.integer()
            let start = reader.offset
            try reader.skip()
            return .reply(
                call: call, value: frame[(frame.startIndex + start)..<(frame.startIndex + reader.offset)])
        case (.error, 5):
            return .error(
                call: try reader.integer(), code: try reader.optionalText(), text: try reader.text(),
                trace: try reader.optionalText())
        case (.ask, 3...):
            let number = try reader.integer()
            let what = try reader.text()
            var values: [Value] = []
            for _ in 3..<count { values.append(try reader.value()) }
            return .ask(number: number, what: what, with: values)
        case (.log, 4):
            return .log(
                level: try reader.text(), text: try reader.text(), call: try reader.integer(), details: [])
        case (.log, 5):
            let (level, text, call) = (try reader.text(), try reader.text(), try reader.integer())
            var details: [Log.Detail] = []
            for _ in 0..<(try reader.list()) {
                guard try reader.list() == 2 else { throw reader.failure("a detail that has not two parts") }
                details.append((try reader.text(), try reader.text()))
            }
            return .log(level: level, text: text, call: call, details: details)
        case (.ready, 2): return .ready(try reader.value())
        case (.failed, 2):
            var problems: [WorkerError.Problem] = []
            for _ in 0..<(try reader.list()) {
                let parts = try reader.list()
                guard 3...4 ~= parts else { throw reader.failure("a problem that has not three or four parts") }
                var problem = WorkerError.Problem(
                    line: try reader.integer(), column: try reader.integer(), text: try reader.text())
                if parts == 4 { problem.file = try reader.optionalText() }
                problems.append(problem)
            }
            return .failed(problems)
        default: throw reader.failure("a message that is none")
        }
    }
}

extension MarshalReader {
    /// Text, or nothing.
    mutating func optionalText() throws(MarshalError) -> String? {
        pass(Kind.none) ? nil : try text()
    }
}

/// The frames in bytes that arrive in pieces.
struct FrameBuffer: Sendable {
    private var bytes: [UInt8] = []
    private var start = 0

    /// Adds bytes that arrived.
    mutating func append(_ more: UnsafeRawBufferPointer) { bytes.append(contentsOf: more) }

    /// The next frame that has arrived whole; nil where there is none yet.
    ///
    /// - Throws: `MarshalError` where it is too large.
    mutating func next() throws(MarshalError) -> ArraySlice<UInt8>? {
        guard bytes.count - start >= 4 else {
            compact()
            return nil
        }
        let length = bytes.withUnsafeBytes {
            Int(UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: start, as: UInt32.self)))
        }
        guard length <= WorkerProtocol.mostBytes else {
            throw MarshalError(offset: 0, reason: "a frame of \(length) bytes")
        }
        guard bytes.count - start - 4 >= length else {
            compact()
            return nil
        }
        let frame = bytes[(start + 4)..<(start + 4 + length)]
        start += 4 + length
        return frame
    }

    /// Forgets what was handed out. Frames that are in use keep their bytes.
    private mutating func compact() {
        guard start > 0 else { return }
        bytes = start == bytes.count ? [] : Array(bytes[start...])
        start = 0
    }
}
