package import GedisKit
import GedisRESP

// Commands that call each other.

extension ServerCore: CommandRunner {
    /// Runs a namespace's command with a caller's rights, where its caller runs.
    ///
    /// - Throws: `CommandError` where there is no such command, the caller may not call it, or it replies an error.
    package nonisolated(nonsending) func run(
        _ name: String, _ arguments: [[UInt8]], for caller: Caller
    ) async throws -> Value {
        guard let (namespace, command) = command(named: name) else {
            throw CommandError("unknown command '\(name.prefix(128))'")
        }
        let fullName = "\(namespace.name).\(command.name)"
        guard let account = accounts[caller.user] else { throw CommandError.authenticationRequired }
        if let rules = account.rules, !rules.allow(fullName, group: namespace.name) {
            throw CommandError.noPermission(account.name, fullName)
        }
        guard arguments.count >= command.fewestArguments, arguments.count <= command.mostArguments ?? .max else {
            throw CommandError.wrongArgumentCount(fullName)
        }
        let inner = try caller.callingOn(fullName)
        let reply: [UInt8]
        do {
            reply = try await command.run(fullName, arguments, by: inner)
        } catch {
            if error is CancellationError { throw error }
            throw CommandError(error, thrownBy: fullName)
        }
        return try ReplyParser.result(reply)
    }

    private func command(named name: String) -> (Namespace, Command)? {
        let name = name.lowercased()
        for namespace in namespaces where name.hasPrefix(namespace.name.lowercased() + ".") {
            let own = name.dropFirst(namespace.name.count + 1)
            if let command = namespace.commands.first(where: { $0.name.lowercased() == own })
                ?? namespace.others?(String(own))
            {
                return (namespace, command)
            }
        }
        return nil
    }
}
