import GedisCore
import GedisKit

/// Writes the calls of a link as lists in `marshal`, and reads lists of replies.
///
/// A frame is a list of a command's number and the list of its calls' arguments, for each command that follows another.
final class MarshalCoder: RelayCoder {
    /// What a command takes, as it is read most often. An object, because each call's copy of a struct would count all it has.
    private final class Shape {
        let command: WorkerManifest.Command
        let fullName: String
        let isVariadic: Bool
        /// Of each parameter whether it is a whole number without bounds.
        let isInteger: [Bool]
        let hasValue: Bool

        init(_ command: WorkerManifest.Command, of namespace: String) {
            self.command = command
            fullName = "\(namespace).\(command.name)"
            isVariadic = command.parameters.last?.isVariadic == true
            isInteger = command.parameters.map { $0.schema == .integer(minimum: nil, maximum: nil) }
            hasValue = command.result != nil
        }
    }

    private let shapes: [Shape]
    private let decoder: SchemaDecoder
    private let environment: Namespace.Environment
    /// What is added to.
    @exclusivity(unchecked) private var frame = MarshalWriter(reserving: 256)
    /// The command that was added last, where its calls are counted, and how many there are.
    @exclusivity(unchecked) private var latest = -1
    @exclusivity(unchecked) private var countPlace = 0
    @exclusivity(unchecked) private var callCount = 0
    @exclusivity(unchecked) private var runCount = 0
    /// What is sent.
    @exclusivity(unchecked) private var sending: [UInt8] = []
    @exclusivity(unchecked) private var sent = 0
    @exclusivity(unchecked) private var reader = MarshalReader(UnsafeRawBufferPointer(start: nil, count: 0))

    /// The length, and the list's kind and count.
    private static let headSize = 9

    /// Codes for what a manifest describes.
    ///
    /// - Parameters:
    ///   - manifest: the commands, and their types
    ///   - environment: what the namespace is called, and where its errors are logged
    init(_ manifest: WorkerManifest, in environment: Namespace.Environment) {
        self.environment = environment
        decoder = SchemaDecoder(types: manifest.types)
        shapes = manifest.commands.map { Shape($0, of: environment.name) }
    }

    // MARK: - Calls

    var unsentBytes: Int { frame.bytes.count + sending.count - sent }

    func add(_ number: Int, _ arguments: borrowing Arguments) throws(ArgumentError) {
        if frame.bytes.isEmpty { frame.skip(Self.headSize) }
        if number != latest { begin(number) }
        let start = frame.bytes.count
        do throws(ArgumentError) {
            try write(arguments, shapes[number])
        } catch {
            frame.truncate(to: start)
            throw error
        }
        callCount &+= 1
    }

    private func begin(_ number: Int) {
        endRun()
        frame.list(count: 2)
        frame.integer(number)
        countPlace = frame.bytes.count + 1
        frame.list(count: 0)
        latest = number
        runCount += 1
    }

    private func endRun() {
        if latest >= 0 { frame.set(callCount, at: countPlace) }
        callCount = 0
        latest = -1
    }

    private func write(_ arguments: borrowing Arguments, _ shape: Shape) throws(ArgumentError) {
        let count = arguments.count
        frame.tuple(count: count)
        for index in 0..<count {
            let place = shape.isVariadic ? min(index, shape.isInteger.count - 1) : index
            if shape.isInteger[place] {
                let number = arguments.withBytes(at: index) { Int(argument: $0.bytes) }
                if let number {
                    frame.integer(number)
                    continue
                }
            }
            let parameter = shape.command.parameters[place]
            frame.value(try decoder.decode(parameter.schema, arguments, at: index, parameter.name))
        }
    }

    func flush(_ send: (UnsafeRawBufferPointer) -> Int) {
        while true {
            if sent == sending.count {
                guard runCount > 0 else { return }
                endRun()
                frame.endFrame(count: runCount)
                runCount = 0
                sending.removeAll(keepingCapacity: true)
                sent = 0
                frame.exchange(&sending)
            }
            sent += sending.withUnsafeBytes { send(UnsafeRawBufferPointer(rebasing: $0[sent...])) }
            guard sent == sending.count else { return }
            if sending.capacity > Self.keptBytes { sending = [] }
            sent = sending.count
        }
    }

    /// The most bytes that stay allocated.
    private static let keptBytes = 1 << 18

    func removeAll() {
        frame.truncate(to: 0)
        sending = []
        (sent, latest, callCount, runCount) = (0, -1, 0, 0)
    }

    // MARK: - Replies

    func frame(in bytes: UnsafeRawBufferPointer) throws(RelayFailure) -> Range<Int>? {
        guard bytes.count >= 4 else { return nil }
        let length = Int(UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)))
        guard length <= WorkerProtocol.mostBytes else { throw RelayFailure("a frame of \(length) bytes") }
        return bytes.count - 4 < length ? nil : 4..<(4 + length)
    }

    func begin(_ frame: UnsafeRawBufferPointer) throws(RelayFailure) -> Int? {
        reader = MarshalReader(frame)
        return try reading { (reader) throws(MarshalError) in try reader.list() }
    }

    func skip() throws(RelayFailure) {
        try reading { (reader) throws(MarshalError) in try reader.skip() }
    }

    func reply(
        of number: Int, to writer: inout ReplyWriter, _ caller: () -> Caller
    ) throws(RelayFailure) -> CommandError? {
        if reader.pass(MarshalReader.Kind.tuple) { return try failure(of: shapes[number], caller) }
        guard shapes[number].hasValue else {
            try skip()
            writer.ok()
            return nil
        }
        let start = reader
        do throws(MarshalError) {
            try reader.reply(to: &writer)
            return nil
        } catch {
            // It may be one that is as it has to be, and no reply all the same.
            reader = start
            try skip()
            let value = UnsafeRawBufferPointer(rebasing: start.bytes[start.offset..<reader.offset])
            var again = MarshalReader(value)
            var unused = ReplyWriter()
            do throws(MarshalError) {
                try again.reply(to: &unused)
                return nil
            } catch {
                return CommandError(error, thrownBy: shapes[number].fullName)
            }
        }
    }

    /// An error, whose kind has been read: code, text and trace.
    private func failure(of shape: Shape, _ caller: () -> Caller) throws(RelayFailure) -> CommandError {
        let (code, text, trace) = try reading { (reader) throws(MarshalError) -> (String?, String, String?) in
            guard try reader.count(ofSize: 1) == 3 else { throw reader.failure("an error that is none") }
            return (try reader.optionalText(), try reader.text(), try reader.optionalText())
        }
        if let trace {
            Context(caller: caller(), command: shape.command.name, in: environment).log
                .error("\(shape.fullName) failed: \(trace)")
        }
        return code.map { CommandError(text, code: $0.code) } ?? CommandError("\(shape.fullName): \(text)")
    }

    private func reading<Result>(
        _ body: (inout MarshalReader) throws(MarshalError) -> Result
    ) throws(RelayFailure) -> Result {
        do throws(MarshalError) {
            return try body(&reader)
        } catch {
            throw RelayFailure("\(error)")
        }
    }
}
