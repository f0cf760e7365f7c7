import CLinux
import GedisKit
import Glibc
import Synchronization

/// What a process sends to the gedis that started it.
final class IsolatedOutput: Sendable {
    private struct State {
        var messages = MarshalWriter()
        var count = 0
        /// Whether a thread sends, which then sends what is posted meanwhile, too.
        var isSending = false
    }

    private let descriptor: Int32
    private let state = Mutex(State())

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Adds a message; `flush` has to follow.
    func post(_ write: (inout MarshalWriter) -> Void) {
        state.withLock { state in
            write(&state.messages)
            state.count += 1
        }
    }

    /// Sends all messages.
    func flush() {
        var isFirst = true
        while true {
            let frame: [UInt8] = state.withLock { state in
                if isFirst, state.isSending { return [] }
                state.isSending = state.count > 0
                guard state.isSending else { return [] }
                defer { state.count = 0 }
                return state.messages.takeFrame(count: state.count)
            }
            isFirst = false
            guard !frame.isEmpty else { return }
            send(frame)
        }
    }

    private func send(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Glibc.send(
                    descriptor, bytes.baseAddress.unsafelyUnwrapped + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                if count > 0 { sent += count } else if errno != EINTR { _exit(0) }
            }
        }
    }
}

extension MarshalWriter {
    /// What a call came to.
    mutating func reply(_ call: Int, _ write: (inout MarshalWriter) -> Void) {
        list(count: 3)
        integer(WorkerProtocol.Notice.reply.rawValue)
        integer(call)
        write(&self)
    }

    /// How a call failed.
    mutating func failure(_ call: Int, _ error: any Error) {
        if let error = error as? ArgumentError {
            return reply(call) { writer in
                writer.list(count: 4)
                writer.integer(error.position)
                for text in [error.parameter, error.path, error.problem] { writer.text(text) }
            }
        }
        list(count: 5)
        integer(WorkerProtocol.Notice.error.rawValue)
        integer(call)
        switch error {
        case let error as CommandError:
            text(error.code)
            text(error.message)
        case let error as BackendError:
            text("BACKEND")
            text(error.message)
        default:
            none()
            text(error is CancellationError ? "the call was cancelled" : "\(error)")
        }
        none()
    }

    /// A line for the log.
    mutating func log(_ level: Log.Level, _ line: String, _ details: [Log.Detail]) {
        list(count: 5)
        integer(WorkerProtocol.Notice.log.rawValue)
        text("\(level)")
        text(line)
        integer(0)
        list(count: details.count)
        for detail in details {
            list(count: 2)
            text(detail.name)
            text(detail.value)
        }
    }

    /// Says why the namespace does not serve: problems at no line.
    mutating func failed(_ problems: [(column: Int, text: String)]) {
        list(count: 2)
        integer(WorkerProtocol.Notice.failed.rawValue)
        list(count: problems.count)
        for problem in problems {
            list(count: 3)
            integer(0)
            integer(problem.column)
            text(problem.text)
        }
    }

    /// Says that the namespace serves, and of its commands what gedis does not know from the source.
    mutating func ready(_ namespace: Namespace) {
        list(count: 2)
        integer(WorkerProtocol.Notice.ready.rawValue)
        value(
            .map([
                .init(.simple("protocol"), .integer(WorkerProtocol.version)),
                .init(.simple("language"), .simple("swift")), .init(.simple("types"), .array([])),
                .init(.simple("schedules"), .array(namespace.life.tasks.map { .double($0.period / .seconds(1)) })),
                .init(.simple("state"), .boolean(namespace.life.state != nil)),
                .init(.simple("stop"), .boolean(namespace.life.stop != nil)),
                .init(
                    .simple("commands"),
                    .array(
                        namespace.commands.map { command in
                            .map([
                                .init(.simple("name"), .simple(command.name)),
                                .init(.simple("parameters"), .array([])),
                                .init(.simple("async"), .boolean(command.mayOverlap)),
                                .init(.simple("caller"), .boolean(command.asksForCaller)),
                                .init(.simple("lane"), .boolean(!command.takesAnyArguments)),
                            ])
                        })),
            ]))
    }
}

extension Command {
    fileprivate var mayOverlap: Bool {
        if case .asynchronous = handler { true } else { false }
    }

    fileprivate var asksForCaller: Bool {
        if case .synchronous = handler { false } else { true }
    }
}
