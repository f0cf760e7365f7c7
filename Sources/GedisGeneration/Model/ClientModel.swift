import GedisKit

/// What a module calls, with the names that it has there.
struct ClientModel {
    /// A namespace.
    struct Namespace {
        /// Its name in the server.
        let wireName: String
        let summary: String
        /// Its name as a client's member.
        let name: String
        /// The names of its classes, one for each prefix that the language has.
        let classNames: [String]
        let commands: [Command]
    }

    /// A command.
    struct Command {
        /// Its full name in the server, such as `shop.order`.
        let wireName: String
        let name: String
        let help: ClientHelp
        let parameters: [ClientParameter]
        /// What it replies; nil where that is `OK`.
        let result: Schema?
    }

    let namespaces: [Namespace]
    /// The types of all namespaces, those of each in the order of their names.
    let types: [ClientType]

    /// Names what namespaces have.
    init(of sources: [ClientNamespace], named naming: ClientNaming) {
        let sources = sources.sorted { $0.name < $1.name }
        let found = sources.flatMap { source in
            source.types.sorted { $0.name < $1.name }.map { (namespace: source.name, type: $0) }
        }
        let titles = TypeTitles.distinct(found.map { ($0.namespace, $0.type.name) }, except: naming.reservedTypes)
        var classes = NameScope(.pascal, reserved: naming.reservedTypes)
        let names = titles.map { classes.name(for: $0) }
        let resolved = Dictionary(zip(found.map { [$0.namespace, $0.type.name] }, names)) { first, _ in first }
        let resolve = { (schema: Schema, namespace: String) in
            schema.renamingReferences { resolved[[namespace, $0]] }
        }
        types = zip(found, names).map { found, name in
            ClientType(found.type, name: name, naming: naming) { resolve($0, found.namespace) }
        }
        var members = NameScope(naming.values, reserved: naming.reservedMembers)
        namespaces = sources.map { source in
            Namespace(
                wireName: source.name, summary: source.summary, name: members.name(for: source.name),
                classNames: naming.classPrefixes.map { classes.name(for: "\($0) \(source.name)") },
                commands: Self.commands(of: source, named: naming) { resolve($0, source.name) })
        }
    }

    private static func commands(
        of source: ClientNamespace, named naming: ClientNaming, resolve: (Schema) -> Schema
    ) -> [Command] {
        var names = NameScope(naming.values, reserved: naming.reservedMembers)
        return source.commands.map { command in
            let parameters = ClientParameter.parameters(of: command, named: naming, resolve: resolve)
            return Command(
                wireName: "\(source.name).\(command.name)", name: names.name(for: command.name),
                help: ClientHelp(command, parameters), parameters: parameters, result: command.result.map(resolve))
        }
    }
}
