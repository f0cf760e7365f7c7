package import GedisKit
import GedisRESP

extension Namespace {
    /// Runs one of the commands without a server.
    ///
    /// - Parameters:
    ///   - name: the command's name, in any case, with or without the namespace's before it
    ///   - arguments: what it is given
    ///   - caller: who calls
    ///   - version: the protocol version that the reply is written in
    /// - Returns: the reply.
    /// - Throws: `CommandError` where the reply is an error.
    package func reply(
        to name: String, _ arguments: [[UInt8]], by caller: Caller, version: ReplyWriter.Version = .resp3
    ) async throws -> Value {
        let prefix = self.name.lowercased() + "."
        let wanted = name.lowercased()
        let short = wanted.hasPrefix(prefix) ? String(wanted.dropFirst(prefix.count)) : wanted
        guard let command = commands.first(where: { $0.name.lowercased() == short }) else {
            let known = commands.map(\.name).joined(separator: " ")
            throw CommandError("unknown command '\(self.name).\(short)': \(self.name) has \(known)")
        }
        let fullName = "\(self.name).\(command.name)"
        guard arguments.count >= command.fewestArguments, arguments.count <= command.mostArguments ?? .max else {
            throw CommandError("wrong number of arguments for '\(fullName)' command")
        }
        var caller = caller
        if caller.commands == nil { caller.commands = OwnCommands(namespace: self) }
        do {
            return try ReplyParser.result(
                try await command.run(fullName, arguments, by: caller, version: version))
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError("\(fullName): \(error)")
        }
    }
}

/// The commands of a namespace, for those of them that call others.
private struct OwnCommands: CommandRunner {
    let namespace: Namespace

    nonisolated(nonsending) func run(
        _ name: String, _ arguments: [[UInt8]], for caller: Caller
    ) async throws -> Value {
        try await namespace.reply(to: name, arguments, by: caller.callingOn(name))
    }
}
