import FoundationEssentials
import Glibc

/// A server of many namespaces in Swift, of ten commands each, and another one of a single one of them.
struct ManyNamespaces {
    let machine: Machine
    /// How many there are.
    let count: Int

    /// The name of the namespace of a number.
    static func name(_ number: Int) -> String { "n\(number)" }

    /// Writes the sources and has them compiled, by a process on each core, where that has not been done.
    ///
    /// - Throws: `BenchFailure` when one can't be.
    func build() throws(BenchFailure) {
        guard access(path(0, of: "part-0"), F_OK) != 0 else { return }
        try write(0..<1, of: "single")
        try write(0..<count, of: "many")
        // A library that was compiled for one server is there for the others.
        var builders: [ChildProcess] = []
        for core in machine.cores.indices {
            let part = "part-\(core)"
            try machine.gedis("server", "create", part, "port=0", "dbclient_instance=memory")
            try write(stride(from: core, to: count, by: machine.cores.count), of: part)
            builders.append(
                try machine.start(
                    [machine.tool, "server", "build", part], onBothCores: true, output: "build-\(core).log"))
        }
        for builder in builders where builder.wait() != 0 {
            throw BenchFailure("the namespaces were not built:\n\(builder.printed)")
        }
    }

    /// Writes a namespace's source, whose first command adds a number besides.
    ///
    /// - Throws: `BenchFailure` when it can't be written.
    func write(_ number: Int, of server: String, adding extra: Int = 0) throws(BenchFailure) {
        let commands = (0..<10).map { command in
            """
                /// Adds two numbers and \(command).
                func add\(command)(_ a: Int, _ b: Int) -> Int { a &+ b &+ \(command + (command == 0 ? extra : 0)) }

            """
        }
        let text = "import GedisKit\n\n/// Namespace \(number).\nstruct N\(number) {\n\(commands.joined())}\n"
        let path = path(number, of: server)
        do {
            try Data(text.utf8).write(to: URL(filePath: path))
        } catch {
            throw BenchFailure("\(path) cannot be written: \(error)")
        }
    }

    /// Where a namespace's source is.
    func path(_ number: Int, of server: String) -> String {
        "\(machine.folder)/instances/server/\(server)/\(Self.name(number)).swift"
    }

    private func write(_ numbers: some Sequence<Int>, of server: String) throws(BenchFailure) {
        mkdir("\(machine.folder)/instances/server/\(server)", 0o700)
        for number in numbers { try write(number, of: server) }
    }
}
