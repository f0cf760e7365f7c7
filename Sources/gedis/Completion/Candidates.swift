import ArgumentParser
import GedisConfig
import GedisHost

/// What shells complete arguments with: what the config repo has. Nothing is asked, built or started for it, and where the repo
/// cannot be read, there is nothing to complete.
enum Candidates {
    /// The names of servers.
    static let servers = names { $0.names(of: .server) }
    /// The names of backends.
    static let backends = names { $0.names(of: .backend) }
    /// The names of machines.
    static let machines = names { $0.names(of: .machine) }
    /// What a client can be made for: clients, and servers.
    static let clients = names { $0.names(of: .client) + $0.names(of: .server) }
    /// The names of the instances that the verb is for, such as those of `gedis backend show`.
    static let instances = names { $0.kind.map($0.names) ?? [] }
    /// The names of the namespaces of the server that stands before.
    static let namespaces = names { words in
        words.name.flatMap { try? words.workspace.repo.namespaces(of: $0).map(\.name) } ?? []
    }
    /// The commands of the server that stands before.
    static let commands = names { $0.name.map($0.workspace.knownCommands) ?? [] }
    /// The command behind a client's name. What follows are its arguments.
    static let calls = names { words in
        guard words.place == words.namePlace.map({ $0 + 1 }) else { return [] }
        return words.name.map(words.workspace.knownCommands) ?? []
    }
    /// The keys of a definition.
    static let keys = names { words in words.kind.map { DefinitionKeys(of: $0, words).names } ?? [] }
    /// The keys of a definition with the sign behind which a value stands, or the values of the key that is there.
    static let assignments = names { words in words.kind.map { DefinitionKeys(of: $0, words).assignments } ?? [] }

    private static func names(_ candidates: @escaping @Sendable (TypedWords) -> [String]) -> CompletionKind {
        .custom { words, place, _ in
            guard let typed = TypedWords(words, place) else { return [] }
            var seen: Set<String> = []
            return candidates(typed).filter { seen.insert($0).inserted }
        }
    }
}
