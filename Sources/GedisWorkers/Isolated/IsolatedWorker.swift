import CLinux
package import GedisKit
import Glibc
import Synchronization

/// Serves a compiled namespace to the gedis that started this process.
///
/// One thread reads. Commands that run to their end run one after the other, on a thread of their own; those that may
/// suspend run in tasks.
package final class IsolatedWorker: Sendable {
    private struct State {
        var frames: [ArraySlice<UInt8>] = []
        /// Sockets of lanes that are not served yet.
        var lanes: [Int32] = []
        var tasks: [Int: Task<Void, Never>] = [:]
        /// The last call that was begun.
        var last = 0
        /// Calls that were cancelled before they were begun.
        var cancelled: Set<Int> = []
    }

    let questions: IsolatedQuestions
    private let output = IsolatedOutput(descriptor: Int32(WorkerProgram.descriptor))
    private let state = Mutex(State())
    /// Can be read once there are frames or lanes.
    private let wake = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))

    /// How long replies wait for those of the calls that came with theirs.
    private static let longestWait = Duration.milliseconds(1)

    private init() {
        questions = IsolatedQuestions(output)
    }

    /// Serves, until the process ends.
    ///
    /// - Parameter make: makes the namespace, in the environment that gedis says
    package static func serve(_ make: @Sendable (Namespace.Environment) throws -> Namespace) -> Never {
        let worker = IsolatedWorker()
        _ = BackgroundThread.start { worker.read() }
        worker.run(make)
    }

    // MARK: - Reading

    private func read() {
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 8)
        var input = FrameBuffer()
        var descriptors = [Int32](repeating: -1, count: Int(LINUX_MOST_DESCRIPTORS))
        var lanes: [Int32] = []
        while true {
            var found: Int32 = 0
            let count = linux_receive_descriptors(
                Int32(WorkerProgram.descriptor), chunk.baseAddress, UInt(chunk.count), &descriptors, &found)
            lanes += descriptors[..<Int(found)]
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                _exit(0)
            }
            input.append(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
            while let frame = next(&input) { take(frame, &lanes) }
        }
    }

    private func next(_ input: inout FrameBuffer) -> ArraySlice<UInt8>? {
        do {
            return try input.next()
        } catch {
            _exit(1)
        }
    }

    /// Handles what no call has to wait for, and leaves the calls to the other thread.
    private func take(_ frame: ArraySlice<UInt8>, _ lanes: inout [Int32]) {
        var hasCalls = false
        var opened: [Int32] = []
        do {
            try frame.withUnsafeBytes { bytes in
                var reader = MarshalReader(bytes)
                for _ in 0..<(try reader.list()) {
                    let start = reader
                    _ = try reader.list()
                    switch WorkerProtocol.Request(rawValue: try reader.integer()) {
                    case .answer?: try questions.answer(&reader)
                    case .cancel?: cancel(try reader.integer())
                    case .lane? where !lanes.isEmpty: opened.append(lanes.removeFirst())
                    case .stop?:
                        output.flush()
                        _exit(0)
                    default:
                        hasCalls = true
                        reader = start
                        try reader.skip()
                    }
                }
            }
        } catch {
            _exit(1)
        }
        guard hasCalls || !opened.isEmpty else { return }
        state.withLock { state in
            if hasCalls { state.frames.append(frame) }
            state.lanes += opened
        }
        eventfd_write(wake, 1)
    }

    private func cancel(_ call: Int) {
        let task: Task<Void, Never>? = state.withLock { state in
            if call > state.last { state.cancelled.insert(call) }
            return state.tasks[call]
        }
        task?.cancel()
    }

    // MARK: - Running

    private func run(_ make: @Sendable (Namespace.Environment) throws -> Namespace) -> Never {
        var commands: IsolatedCommands?
        var lanes = IsolatedLanes(wake)
        while true {
            if let commands {
                for lane in state.withLock({ state in
                    defer { state.lanes = [] }
                    return state.lanes
                }) {
                    lanes.add(IsolatedLane(lane, commands.synchronous))
                }
            }
            let frame = state.withLock { $0.frames.isEmpty ? nil : $0.frames.removeFirst() }
            if let frame { run(frame, &commands, make) }
            lanes.serve(waits: frame == nil)
        }
    }

    private func run(
        _ frame: ArraySlice<UInt8>, _ commands: inout IsolatedCommands?,
        _ make: @Sendable (Namespace.Environment) throws -> Namespace
    ) {
        do {
            try frame.withUnsafeBytes { bytes in
                var reader = MarshalReader(bytes)
                var flushed = ContinuousClock.now
                for _ in 0..<(try reader.list()) {
                    let start = reader
                    _ = try reader.list()
                    switch WorkerProtocol.Request(rawValue: try reader.integer()) {
                    case .load?: commands = try load(&reader, make)
                    case .call?:
                        try commands?.run(&reader, bytes)
                        if flushed + Self.longestWait < .now {
                            output.flush()
                            flushed = .now
                        }
                    default:
                        reader = start
                        try reader.skip()
                    }
                }
            }
        } catch {
            _exit(1)
        }
        output.flush()
    }

    private func load(
        _ reader: inout MarshalReader, _ make: (Namespace.Environment) throws -> Namespace
    ) throws -> IsolatedCommands? {
        let name = try reader.text()
        _ = try reader.text()
        var json: [[UInt8]?] = []
        for _ in 1...2 { json.append(try reader.value().bulkBytes) }
        let hasBackend = try reader.value() == .boolean(true)
        let environment = Namespace.Environment(
            name: name, backend: hasBackend ? IsolatedBackend(questions) : nil,
            events: Events { [questions] in questions.publish($0, $1) }, log: log, settings: json[0], state: json[1])
        do {
            let namespace = try make(environment)
            output.post { $0.ready(namespace) }
            return IsolatedCommands(namespace, self, output)
        } catch let error as SettingsError {
            output.post { $0.failed([(0, error.path), (1, error.problem)]) }
        } catch {
            output.post { $0.failed([(0, "\(error)")]) }
        }
        return nil
    }

    private var log: Log {
        Log { [output] level, text, details in
            output.post { $0.log(level, text, details.filter { $0.name != "namespace" }) }
            output.flush()
        }
    }

    // MARK: - Calls that may suspend

    /// Runs a call in a task, and replies what it comes to.
    func start(_ call: Int, _ body: @escaping @Sendable () async throws -> [UInt8]) {
        let (started, mayStart) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            // It ends no sooner than it is known.
            for await _ in started {}
            do {
                let reply = try await body()
                output.post { $0.reply(call) { $0.bytes(reply) } }
            } catch {
                output.post { $0.failure(call, error) }
            }
            state.withLock { $0.tasks[call] = nil }
            output.flush()
        }
        let isCancelled = state.withLock { state in
            state.tasks[call] = task
            state.last = call
            return state.cancelled.remove(call) != nil
        }
        if isCancelled { task.cancel() }
        mayStart.finish()
    }
}

extension Value {
    fileprivate var bulkBytes: [UInt8]? {
        if case .bulk(let bytes) = self { bytes } else { nil }
    }
}
