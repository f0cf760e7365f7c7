import GedisKit

/// The namespace that a worker is to serve, and the program that does.
package struct WorkerLoad: Sendable {
    /// The program.
    package var program: WorkerProgram
    /// The namespace's name.
    package var name: String
    /// Where its source is, for messages.
    package var path: String
    /// The source.
    package var source: WorkerSource
    /// Whether the program serves a compiled library, which `program` names, and not the source.
    package var isCompiled = false

    /// Describes what is to be served.
    package init(program: WorkerProgram, name: String, path: String, source: WorkerSource) {
        self.program = program
        self.name = name
        self.path = path
        self.source = source
    }

    /// The message that says so.
    ///
    /// - Parameter environment: where it serves; nil where the worker is to say what it would serve, and nothing else
    /// - Returns: the message.
    func message(in environment: Namespace.Environment?) -> [UInt8] {
        var message = MarshalWriter()
        if isCompiled {
            message.list(count: 6)
            message.integer(WorkerProtocol.Request.load.rawValue)
            message.text(name)
            message.text(path)
            for json in [environment?.settings, environment?.state] {
                if let json { message.bytes(json) } else { message.none() }
            }
            message.boolean(environment?.backend != nil)
            return message.bytes
        }
        message.list(count: 6)
        message.integer(WorkerProtocol.Request.load.rawValue)
        message.text(name)
        message.text(path)
        message.value(source.value)
        message.value(environment.flatMap { Value(json: $0.settings ?? Array("{}".utf8)) } ?? .null)
        message.value(environment?.state.flatMap { Value(json: $0) } ?? .null)
        return message.bytes
    }
}

extension WorkerLoad {
    /// Starts a worker, has it say what it would serve, and ends it.
    ///
    /// - Parameter deadline: how long that may take
    /// - Returns: what it says.
    /// - Throws: `WorkerError` where the source has mistakes, or the worker does not start.
    package func describe(within deadline: Duration) async throws -> WorkerManifest {
        let (outcomes, report) = AsyncStream.makeStream(of: Result<Value, WorkerError>.self)
        let environment = Namespace.Environment(name: name)
        let services = WorkerServices(environment: environment)
        let link = try WorkerLink(
            program, load: message(in: nil), callTimeout: nil,
            handlers: .init(
                started: { report.yield($0) },
                asked: { await services.answer($0, $1, for: $2) },
                logged: { _, _, _, _ in },
                ended: { report.yield(.failure(.failed("the worker ended before it served: \($0)"))) }))
        defer { link.end(because: "it was asked for its manifest alone") }
        let timer = Task {
            try await Task.sleep(for: deadline)
            report.yield(.failure(.failed("the worker did not serve within \(deadline.components.seconds) s")))
        }
        defer { timer.cancel() }
        for await outcome in outcomes { return try WorkerManifest(checking: try outcome.get()) }
        throw CancellationError()
    }
}

extension WorkerManifest {
    /// Reads what a worker said.
    ///
    /// - Throws: `WorkerError` where it is not as the protocol has it.
    init(checking value: Value) throws(WorkerError) {
        do throws(ManifestError) {
            try self.init(value)
        } catch {
            throw .failed("the worker broke the protocol: \(error)")
        }
    }
}
