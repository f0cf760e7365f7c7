package import GedisKit

/// The protocol's conformance test: what docs/workers.md asks of a worker, looked at one by one.
package struct WorkerCheck {
    /// What came of one check.
    package struct Finding: Hashable, Sendable {
        /// What was looked at, in a word or two.
        package var name: String
        /// Whether the worker does as the protocol has it.
        package var isFine: Bool
        /// What was seen, or what is wrong.
        package var text: String
    }

    private let load: WorkerLoad
    private let environment: Namespace.Environment
    private let called: Set<String>
    private let patience: Duration

    /// Describes a check.
    ///
    /// - Parameters:
    ///   - load: the program, and what it is to serve
    ///   - environment: what answers its questions
    ///   - called: the names of the commands that are called; all where it is empty
    ///   - patience: how long each answer may take
    package init(
        _ load: WorkerLoad, in environment: Namespace.Environment, calling called: Set<String> = [],
        patience: Duration = .seconds(10)
    ) {
        self.load = load
        self.environment = environment
        self.called = called
        self.patience = patience
    }

    /// Runs all checks.
    ///
    /// - Parameter report: takes each finding when it is known
    /// - Returns: whether all is fine.
    package func run(_ report: (Finding) -> Void) async -> Bool {
        var isFine = true
        func check(_ name: String, _ body: () async throws -> String) async -> Bool {
            let finding: Finding
            do {
                finding = Finding(name: name, isFine: true, text: try await body())
            } catch {
                finding = Finding(name: name, isFine: false, text: (error as? CheckFailure)?.text ?? "\(error)")
            }
            report(finding)
            isFine = isFine && finding.isFine
            return finding.isFine
        }
        var known: WorkerManifest?
        guard
            await check(
                "manifest",
                {
                    let manifest = try await session().load(load)
                    known = manifest
                    return Self.description(of: manifest)
                }), let manifest = known
        else { return false }
        let checks: [(String, (Conversation) async throws -> String)] = [
            ("calls", calls), ("unknown command", unknownCommand), ("order", order), ("frames", frames),
            ("cancellation", cancellation), ("questions", questions), ("stop", stop), ("end of the socket", socketEnd),
        ]
        for (name, body) in checks {
            // Each has a process of its own, so that what one leaves behind does not spoil the next.
            _ = await check(name) {
                let session = try session()
                let served = try await session.load(load)
                guard served.commands == manifest.commands else {
                    throw CheckFailure("it has other commands than when it was started before")
                }
                return try await body(Conversation(session: session, manifest: manifest, called: called))
            }
        }
        return isFine
    }

    private func session() throws(WorkerError) -> CheckedSession {
        try CheckedSession(load.program, services: WorkerServices(environment: environment), patience: patience)
    }

    private static func description(of manifest: WorkerManifest) -> String {
        let names = manifest.commands.map(\.name).joined(separator: " ")
        return [manifest.language, "\(manifest.commands.count) commands: \(names)"].filter { !$0.isEmpty }
            .joined(separator: ", ")
    }

    // MARK: - The checks

    private func calls(_ conversation: Conversation) async throws -> String {
        var answers = CheckedSession.Answers()
        for index in conversation.indices {
            let one = try await conversation.callEach([index])
            answers.values += one.values
            answers.errors.merge(one.errors) { $1 }
        }
        let error = answers.errors.min { $0.key < $1.key }.map { ", such as \"\($0.value)\"" } ?? ""
        let lines = conversation.session.lines
        return "\(answers.values) values, \(answers.errors.count) errors\(error)"
            + (lines == 0 ? "" : ", \(lines) lines for the log")
    }

    private func unknownCommand(_ conversation: Conversation) async throws -> String {
        let number = conversation.post([conversation.manifest.commands.count])
        let errors = try await conversation.session.answers(to: number).errors
        guard let text = errors.values.first else { throw CheckFailure("it replied a value") }
        _ = try await conversation.callEach(conversation.indices)
        return "refused: \(text)"
    }

    private func order(_ conversation: Conversation) async throws -> String {
        let calls = Array(repeatElement(conversation.indices, count: 8).joined())
        _ = try await conversation.callEach(calls)
        return "\(calls.count) calls in a frame, each answered once"
    }

    private func frames(_ conversation: Conversation) async throws -> String {
        let first = conversation.messages(conversation.indices)
        let second = conversation.messages(conversation.indices)
        let bytes = [first, second].flatMap { CheckedProcess.frame($0.bytes) }
        conversation.session.process.send(bytes, inPiecesOf: 1)
        _ = try await conversation.session.answers(to: first.names.merging(second.names) { $1 })
        let third = conversation.messages(conversation.indices)
        let fourth = conversation.messages(conversation.indices)
        conversation.session.process.send([third, fourth].flatMap { CheckedProcess.frame($0.bytes) })
        _ = try await conversation.session.answers(to: third.names.merging(fourth.names) { $1 })
        return "in pieces, and several at once"
    }

    private func cancellation(_ conversation: Conversation) async throws -> String {
        let calls = conversation.messages(conversation.indices)
        let cancels = calls.names.keys.sorted().map { CheckedSession.message(.cancel, $0) }
        let never = CheckedSession.message(.cancel, 1 << 30)
        conversation.session.process.send(CheckedProcess.frame(calls.bytes + cancels + [never]))
        _ = try await conversation.session.answers(to: calls.names)
        _ = try await conversation.callEach(conversation.indices)
        return "calls are answered once all the same"
    }

    private func questions(_ conversation: Conversation) async throws -> String {
        let unasked = WorkerServices.Answer(isValue: true, value: .null)
        conversation.session.process.send(CheckedProcess.frame([CheckedSession.answer(1 << 30, unasked)]))
        _ = try await conversation.callEach(conversation.indices)
        let count = conversation.session.questions
        return count == 0 ? "none was asked" : "\(count) asked and answered"
    }

    private func stop(_ conversation: Conversation) async throws -> String {
        _ = try await conversation.callEach(conversation.indices)
        let process = conversation.session.process
        process.send(CheckedProcess.frame([CheckedSession.message(.stop)]))
        guard let end = process.end(by: .now + patience) else {
            throw CheckFailure("it did not end within \(patience.components.seconds) s")
        }
        guard end.isClean else { throw CheckFailure("it ended with \(end.text)") }
        return end.text
    }

    private func socketEnd(_ conversation: Conversation) async throws -> String {
        conversation.session.process.closeSocket()
        guard let end = conversation.session.process.end(by: .now + patience) else {
            throw CheckFailure("it runs on \(patience.components.seconds) s after its socket was closed")
        }
        return end.text
    }
}

/// A session with what is called in it.
private final class Conversation {
    let session: CheckedSession
    let manifest: WorkerManifest
    /// The places of the commands that are called.
    let indices: [Int]
    private var last = 0

    init(session: CheckedSession, manifest: WorkerManifest, called: Set<String>) {
        self.session = session
        self.manifest = manifest
        indices = manifest.commands.indices.filter { called.isEmpty || called.contains(manifest.commands[$0].name) }
    }

    /// Calls of commands, with numbers of their own.
    func messages(_ indices: [Int]) -> (names: [Int: String], bytes: [[UInt8]]) {
        let samples = SampleArguments(types: manifest.types)
        var names: [Int: String] = [:]
        let bytes = indices.map { index in
            last += 1
            let command = manifest.commands.indices.contains(index) ? manifest.commands[index] : nil
            names[last] = command?.name ?? "none"
            return samples.call(last, of: index, command)
        }
        return (names, bytes)
    }

    /// Sends calls in a frame.
    func post(_ indices: [Int]) -> [Int: String] {
        let (names, bytes) = messages(indices)
        session.process.send(CheckedProcess.frame(bytes))
        return names
    }

    /// Sends calls in a frame, and waits for the answers.
    func callEach(_ indices: [Int]) async throws -> CheckedSession.Answers {
        try await session.answers(to: post(indices))
    }
}
