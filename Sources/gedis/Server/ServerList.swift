import ArgumentParser
import GedisConfig
import GedisHost
import GedisKit

struct ServerList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists the servers, how they are, and what waits to be taken over.",
        discussion: "'gedis plan' says more of what waits; 'gedis apply' takes it over.")

    @OptionGroup var repo: RepoOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let workspace = try Workspace(repo)
        let isTable = output.output == .table
        var listing =
            isTable
            ? Listing("NAME", "ADDRESS", "TLS", "BACKEND", "NAMESPACES", "STATE")
            : Listing(
                "NAME", "ADDRESS", "PORT", "TLS", "BACKEND", "NAMESPACES", "STATE", "PID", "UPTIME SECONDS",
                "CONNECTIONS", "LOADING", "QUARANTINED", "LEFT OUT", "SERVED AS BEFORE", "NOT THERE", "STUCK",
                "PENDING",
                "REASONS")
        let planner = Planner(in: workspace)
        for name in try workspace.repo.names(of: .server) {
            let row = try await ServerRow(of: name, in: workspace, planner)
            if let problem = row.problem { Terminal.note("error: \(problem)") }
            isTable ? listing.addLine(row) : listing.add(row)
        }
        listing.print(as: output.output)
    }
}

/// What is known of a server.
private struct ServerRow {
    let name: String
    let definition: ServerDefinition?
    let problem: ConfigError?
    let namespaces: [String]
    let status: ServerStatus?
    /// The process of one that does not answer.
    let pid: Int32?
    /// What is to be done so that it runs as the repo says; nil for one that does not run.
    let plan: ServerPlan?

    init(of name: String, in workspace: Workspace, _ planner: Planner) async throws {
        self.name = name
        let workspace = workspace.keepingEnvironment(of: name)
        let running = RunningServer(name, in: workspace)
        status = try? await running.status()
        pid = status == nil ? running.pid ?? running.supervisor : nil
        let plan = status == nil ? nil : planner.plan(for: name)
        self.plan = plan?.action == .nothing ? nil : plan
        var definition: ServerDefinition?
        var own: [String] = []
        var problem: ConfigError?
        do {
            definition = try workspace.repo.server(name).definition
            own = try workspace.repo.namespaces(of: name).map(\.name)
        } catch {
            definition = nil
            problem = error
        }
        self.definition = definition
        self.problem = problem
        namespaces = status?.namespaces ?? ["system"] + own.filter { $0 != "system" }
    }

    var port: Int? { definition.flatMap { $0.port == 0 ? status?.port : $0.port } }

    /// How it is, for people.
    var summary: String {
        let state = status.map(\.summary) ?? pid.map { "not answering (pid \($0))" } ?? "stopped"
        guard let plan, plan.action != .mend else { return state }
        return "\(state) · \(plan.action.rawValue) waits: \(plan.reasons.joined(separator: ", "))"
    }
}

extension Listing {
    /// Adds a server for people.
    fileprivate mutating func addLine(_ row: ServerRow) {
        guard let definition = row.definition else {
            return add(.string(row.name), .string("invalid"), .null, .null, .null, .string(row.summary))
        }
        add(
            .string(row.name), .string("\(definition.addr):\(row.port ?? 0)"), .boolean(definition.ssl),
            definition.dbclientInstance.isEmpty ? .null : .string(definition.dbclientInstance),
            texts(row.namespaces), .string(row.summary))
    }

    /// Adds a server for programs.
    fileprivate mutating func add(_ row: ServerRow) {
        let (definition, status) = (row.definition, row.status)
        let backend = definition?.dbclientInstance ?? ""
        let state = status != nil ? "running" : row.pid != nil ? "not answering" : "stopped"
        add(
            .string(row.name), (definition?.addr).map(Value.string) ?? .null, row.port.map(Value.integer) ?? .null,
            (definition?.ssl).map(Value.boolean) ?? .null, backend.isEmpty ? .null : .string(backend),
            texts(row.namespaces), .string(state), (status?.pid ?? row.pid.map(Int.init)).map(Value.integer) ?? .null,
            (status?.uptimeSeconds).map(Value.integer) ?? .null, (status?.connections).map(Value.integer) ?? .null,
            texts(status?.loading ?? []), texts(status?.quarantined ?? []), texts(status?.leftOut ?? []),
            texts(status?.servedAsBefore ?? []), texts(status?.notThere ?? []), texts(status?.stuck ?? []),
            row.plan.map { .string($0.action.rawValue) } ?? .null, texts(row.plan?.reasons ?? []))
    }

    private func texts(_ texts: [String]) -> Value { .array(texts.map { .string($0) }) }
}
