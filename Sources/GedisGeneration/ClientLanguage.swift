package import GedisKit

/// A language in which a module can be written that calls namespaces.
package enum ClientLanguage: String, CaseIterable, Sendable {
    case python
    case typescript
    case swift

    /// The language of a file by its name's ending; nil where it has another.
    package init?(file name: String) {
        guard let language = Self.allCases.first(where: { name.hasSuffix($0.suffix) }) else { return nil }
        self = language
    }

    /// What the names of its files end with.
    package var suffix: String {
        switch self {
        case .python: ".py"
        case .typescript: ".ts"
        case .swift: ".swift"
        }
    }

    /// A module that calls namespaces' commands, with their types.
    package func module(for namespaces: [ClientNamespace]) -> String {
        let writer: any ClientWriter =
            switch self {
            case .python: PythonWriter()
            case .typescript: TypeScriptWriter()
            case .swift: SwiftWriter()
            }
        return writer.module(for: ClientModel(of: namespaces, named: writer.naming))
    }
}

/// What writes a module in a language.
protocol ClientWriter {
    /// How things are named in it.
    var naming: ClientNaming { get }

    /// The module's text.
    func module(for client: ClientModel) -> String
}

/// A namespace, as far as its callers have to know it.
package struct ClientNamespace: Sendable {
    let name: String
    let summary: String
    let types: [TypeDescription]
    let commands: [any DescribedCommand]

    /// Describes a namespace.
    ///
    /// - Parameters:
    ///   - name: the name that it is served under
    ///   - summary: what it is for; may be empty
    ///   - types: the types that its commands refer to
    ///   - commands: its commands
    package init(
        name: String, summary: String = "", types: [TypeDescription], commands: [any DescribedCommand]
    ) {
        self.name = name
        self.summary = summary
        self.types = types
        self.commands = commands
    }
}
