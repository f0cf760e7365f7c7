import CLinux
import GedisCore
import GedisKit
import GedisRESP
import Glibc

/// A lane of a compiled namespace: requests whose name is a command's number, and replies, all in RESP.
///
/// Its first byte is the version of the replies.
final class IsolatedLane {
    let descriptor: Int32
    private let commands: [IsolatedCommand]
    @exclusivity(unchecked) private var input: [UInt8] = []
    @exclusivity(unchecked) private var parser = RequestParser()
    @exclusivity(unchecked) private var progress: RequestParser.Progress?
    @exclusivity(unchecked) private var writer = ReplyWriter()
    @exclusivity(unchecked) private var isGreeted = false

    private static let limits = RequestLimits(maxArguments: .max, maxRequestSize: .max)
    /// The most bytes that stay allocated for replies, and the most that wait.
    private static let keptBytes = 256 * 1024

    init(_ descriptor: Int32, _ commands: [IsolatedCommand]) {
        self.descriptor = descriptor
        self.commands = commands
    }

    deinit { close(descriptor) }

    /// Answers what has arrived.
    ///
    /// - Parameter chunk: what is read into
    /// - Returns: whether more can come.
    func serve(_ chunk: UnsafeMutableRawBufferPointer) -> Bool {
        let count = recv(descriptor, chunk.baseAddress, chunk.count, Int32(MSG_DONTWAIT))
        guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
        var bytes = UnsafeRawBufferPointer(rebasing: chunk[..<count])
        if !isGreeted {
            isGreeted = true
            writer.version = ReplyWriter.Version(rawValue: Int(bytes[0])) ?? .resp2
            bytes = UnsafeRawBufferPointer(rebasing: bytes[1...])
        }
        if input.isEmpty {
            let used = answer(bytes)
            if used < bytes.count { input = Array(bytes[used...]) }
        } else {
            input.append(contentsOf: bytes)
            let used = input.withUnsafeBytes { answer($0) }
            input.removeFirst(used)
        }
        flush()
        return true
    }

    /// Answers requests.
    ///
    /// - Returns: how many bytes they have.
    private func answer(_ bytes: UnsafeRawBufferPointer) -> Int {
        var used = 0
        var flushed = Self.now
        do {
            while used < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[used...])
                guard let length = try parser.parse(rest, &progress, limits: Self.limits) else { break }
                used += length
                guard parser.partCount > 0 else { continue }
                let isKnown = parser.withArguments(in: rest) { answer($0) }
                guard isKnown else { _exit(1) }
                let now = Self.now
                // What is answered does not wait for a call that may take long.
                if now != flushed || writer.count > Self.keptBytes {
                    flush()
                    flushed = now
                }
            }
        } catch {
            _exit(1)
        }
        return used
    }

    private func answer(_ arguments: borrowing Arguments) -> Bool {
        let number = arguments.withName { name in
            name.reduce(0) { $0 &* 10 &+ Int($1 &- UInt8(ascii: "0")) }
        }
        guard commands.indices.contains(number), let body = commands[number].body else { return false }
        let start = writer.count
        do {
            try body(arguments, &writer)
        } catch {
            writer.truncate(to: start)
            writer.error(CommandError(error, thrownBy: commands[number].fullName))
        }
        return true
    }

    /// Some milliseconds' number.
    private static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return time.tv_sec &* 1_000_000_000 &+ time.tv_nsec
    }

    private func flush() {
        writer.withBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = send(
                    descriptor, bytes.baseAddress.unsafelyUnwrapped + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                // gedis has closed it, and wants no replies.
                if count > 0 { sent += count } else if errno != EINTR { break }
            }
        }
        writer.removeAll(keepingAtMost: Self.keptBytes)
    }
}

/// A command that runs to its end.
struct IsolatedCommand {
    /// Its full name.
    let fullName: String
    /// What answers it; nil where it may suspend, or is handed who calls.
    let body: (@Sendable (borrowing Arguments, inout ReplyWriter) throws -> Void)?

    init(_ command: Command, in namespace: Namespace) {
        fullName = "\(namespace.name).\(command.name)"
        body = if case .synchronous(let body) = command.handler { body } else { nil }
    }
}
