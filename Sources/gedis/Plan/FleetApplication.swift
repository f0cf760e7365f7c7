import GedisConfig
import GedisHost

/// Applies the config repo on machines, and prints what happens.
struct FleetApplication {
    /// How it is printed.
    var format: OutputFormat

    /// Applies it.
    ///
    /// - Parameters:
    ///   - fleet: the machines
    ///   - servers: the servers; none for all
    ///   - hold: how long each server has to go on answering
    /// - Throws: `Failure` where a machine cannot be reached or fails, and what the layers below throw.
    func run(_ fleet: Fleet, _ servers: [String], hold: Duration) async throws {
        let isTable = format == .table
        var machines: [AppliedMachine] = []
        var working: [String] = []
        var progress: ProgressLine? = ProgressLine("asking machines")
        defer { progress?.end() }
        func show() {
            progress?.end()
            progress = working.isEmpty ? nil : ProgressLine("applying on \(working.joined(separator: " "))")
        }
        func change(_ name: String, _ body: (inout AppliedMachine) -> Void) {
            guard let index = machines.firstIndex(where: { $0.name == name }) else { return }
            body(&machines[index])
        }
        var code: Failure.Code?
        let isDone = try await fleet.apply(servers, hold: hold) { event in
            switch event {
            case .ready(let name): machines.append(AppliedMachine(name: name, result: "waiting"))
            case .version(let name, let version):
                change(name) { $0.version = version }
                if let note = MachineState.note(on: version) { Terminal.note("\(name): \(note)") }
            case .notReady(let name, let error):
                let failure = Failure(explaining: error)
                code = code ?? failure.code
                machines.append(AppliedMachine(name: name, result: "not_ready", error: failure.message))
                Terminal.complain(failure.message)
            case .begins(let name):
                working.append(name)
                show()
            case .done(let name, let rows, let duration):
                working.removeAll { $0 == name }
                show()
                change(name) { machine in
                    machine.result = "done"
                    machine.servers = rows
                    machine.seconds = duration.inSeconds
                }
                guard isTable else { return }
                if rows.isEmpty { Terminal.say("\(name) · nothing to do") }
                for row in rows { Terminal.say("\(name) · \(row.line)") }
            case .failed(let name, let rows, let error):
                working.removeAll { $0 == name }
                show()
                let failure = Failure(explaining: error)
                code = code ?? failure.code
                change(name) { machine in
                    machine.result = "failed"
                    machine.servers = rows
                    machine.error = failure.message.isEmpty ? nil : failure.message
                }
                guard isTable else { return }
                for row in rows where row.result == .done { Terminal.say("\(name) · \(row.line)") }
                for row in rows where row.result != .done { Terminal.complain("\(name) · \(row.line)") }
                for line in failure.message.split(separator: "\n") { Terminal.complain("\(name) · \(line)") }
            }
        }
        progress?.end()
        if !isTable { Listing.applied(machines).print(as: format) }
        guard !isDone else { return }
        let waiting = machines.filter { $0.result == "waiting" }.map(\.name)
        if isTable, !waiting.isEmpty { Terminal.note("not applied: \(waiting.joined(separator: " "))") }
        throw Failure(code ?? .failed, "")
    }
}
