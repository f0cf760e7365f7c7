import CLinux
import Glibc
import Synchronization

/// The terminal, for all who print there or have something for the reader of its keys.
final class Screen: Sendable {
    /// Something that happens while a line is edited or carried out.
    enum Event: Sendable {
        /// Bytes for standard output, whole lines.
        case output([UInt8])
        /// A line for standard error.
        case note(String)
        /// The line was carried out.
        case done
        /// What is carried out is not wanted any more.
        case interrupt
        /// The program shall end.
        case end
        /// The terminal has another size.
        case resize

        var isText: Bool {
            switch self {
            case .output, .note: true
            case .done, .interrupt, .end, .resize: false
            }
        }

        /// Whether what is carried out is not wanted any more.
        var endsWork: Bool {
            switch self {
            case .interrupt, .end: true
            case .output, .note, .done, .resize: false
            }
        }
    }

    private struct State {
        var isEditing = false
        var events: [Event] = []
    }

    /// Where text is printed.
    let output: any ShellOutput
    private let state = Mutex(State())
    /// Can be read from when there are events.
    let wakeup = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))

    /// A screen on which nothing is edited yet.
    init(output: any ShellOutput) { self.output = output }

    deinit { close(wakeup) }

    /// Hands an event to the reader of the keys. Where no line is edited, text is printed at once.
    func post(_ event: Event) {
        state.withLock { state in
            guard state.isEditing || !event.isText else { return print(event) }
            state.events.append(event)
            eventfd_write(wakeup, 1)
        }
    }

    /// Runs `body`, which edits a line and takes the events meanwhile.
    func editing<R>(_ body: () -> R) -> R {
        state.withLock { $0.isEditing = true }
        defer {
            state.withLock { state in
                state.isEditing = false
                for event in state.events { print(event) }
                state.events.removeAll(where: \.isText)
            }
        }
        return body()
    }

    /// The events that came since the last time.
    func takeEvents() -> [Event] {
        var count: eventfd_t = 0
        eventfd_read(wakeup, &count)
        return state.withLock { state in
            defer { state.events = [] }
            return state.events
        }
    }

    /// Prints an event's text, if it has any.
    func print(_ event: Event) {
        switch event {
        case .output(let bytes): output.reply(bytes)
        case .note(let text): output.note(text)
        case .done, .interrupt, .end, .resize: break
        }
    }
}
