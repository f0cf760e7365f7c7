import GedisKit
import GedisSource

/// Reads what types look like as JSON, from the symbol graphs of the modules that declare them.
struct SchemaReader {
    /// A module with its source: the graph says nothing of raw values, nor of what is private.
    struct Module {
        let graph: SourceGraph
        let files: [SourceFile]
    }

    /// The namespace's own module, and after it the one that its server's namespaces share, if any.
    private let modules: [Module]
    /// The types that schemas refer to, by the compiler's name for them; nil for one that is being read.
    private var found: [String: TypeDescription?] = [:]

    /// Reads from modules, the namespace's own first.
    init(_ modules: [Module]) { self.modules = modules }

    /// The types that schemas read so far refer to.
    var types: [TypeDescription] { found.values.compactMap { $0 }.sorted { $0.name < $1.name } }

    /// The names of those that the shared module declares.
    var sharedTypes: Set<String> {
        Set(found.filter { !modules[0].graph.declares($0.key) }.compactMap { $0.value?.name })
    }

    /// What values of a type look like.
    mutating func schema(_ type: TypeReference) -> Schema {
        if let wrapped = type.wrapped { return .optional(schema(wrapped)) }
        if let elements = type.elements {
            if elements.count == 2 { return .map(schema(elements[1])) }
            if elements[0].identifier == SourceGraph.Known.byte, !type.text.hasPrefix("Set<") { return .bytes }
            return .list(schema(elements[0]), isSet: type.text.hasPrefix("Set<"))
        }
        guard let identifier = type.identifier else { return .any }
        if let schema = Self.standard[identifier] ?? Self.foundation(identifier) { return schema }
        guard let module = module(declaring: identifier), let symbol = module.graph.symbol(identifier) else {
            return .any
        }
        if module.graph.isAlias(identifier) { return schema(TypeReference(symbol.aliased)) }
        return declared(symbol, identifier, in: module)
    }

    private func module(declaring identifier: String) -> Module? {
        modules.first { $0.graph.declares(identifier) }
    }

    /// The name of a type: with those of the types around it, such as `Shop.Order`, and with its module's where the
    /// namespace has one of the same name.
    private func name(of symbol: SymbolGraph.Symbol) -> String {
        let path = symbol.pathComponents.joined(separator: ".")
        let declaring = modules.filter { module in
            module.graph.symbols.contains { $0.pathComponents == symbol.pathComponents }
        }
        let isHidden = declaring.count > 1 && !modules[0].graph.declares(symbol.identifier.precise)
        return isHidden ? "\(SharedSource.module).\(path)" : path
    }

    private mutating func declared(_ symbol: SymbolGraph.Symbol, _ identifier: String, in module: Module) -> Schema {
        let graph = module.graph
        let name = name(of: symbol)
        if found[identifier] != nil { return .reference(name) }
        if let shape = choice(symbol, in: module) {
            found[identifier] = TypeDescription(name: name, help: symbol.documentation.whole, shape: shape)
            return .reference(name)
        }
        if graph.conforms(identifier, to: SourceGraph.Known.argument) { return .string() }
        if graph.conforms(identifier, to: SourceGraph.Known.rawRepresentable) { return .any }
        guard symbol.kind.identifier != .enum, !writesItself(symbol, in: module) else { return .any }
        found[identifier] = .some(nil)
        let fields = self.fields(of: symbol, in: module)
        found[identifier] = TypeDescription(name: name, help: symbol.documentation.whole, shape: .record(fields))
        return .reference(name)
    }

    /// Whether a type says itself how it is coded, so that its properties do not say it.
    private func writesItself(_ symbol: SymbolGraph.Symbol, in module: Module) -> Bool {
        let graph = module.graph
        let identifier = symbol.identifier.precise
        let isCoded =
            graph.conforms(identifier, to: SourceGraph.Known.decodable)
            || graph.conforms(identifier, to: SourceGraph.Known.encodable)
        guard isCoded else { return true }
        return graph.members(of: symbol).contains {
            $0.names.title == "init(from:)" || $0.names.title == "encode(to:)"
        } || module.files.hasPrivateCodingKeys
    }

    private mutating func fields(of symbol: SymbolGraph.Symbol, in module: Module) -> [TypeDescription.Field] {
        let members = module.graph.members(of: symbol)
        let keys = members.first { $0.pathComponents.last == "CodingKeys" && $0.kind.identifier == .enum }
            .map { keys in
                module.graph.cases(of: keys).map { key in
                    (name: key.caseName, key: module.files.rawValue(ofCaseAt: key.place).text ?? key.caseName)
                }
            }
        return members.filter { $0.kind.identifier == .property && $0.isStored }.compactMap { property in
            let name = property.names.title
            guard let keys else { return field(property, name) }
            return keys.first { $0.name == name }.flatMap { field(property, $0.key) }
        }
    }

    private mutating func field(_ property: SymbolGraph.Symbol, _ name: String) -> TypeDescription.Field {
        TypeDescription.Field(
            name, schema(property.propertyType), help: property.documentation.whole, deprecation: property.deprecation)
    }

    /// The source of the raw value that stands for an expression such as `.small`; nil where it names no case of an enum
    /// that is described by its raw values.
    mutating func rawValue(ofCase expression: String, of type: TypeReference) -> String? {
        guard case .reference = schema(type), let identifier = type.identifier,
            let module = module(declaring: identifier), let symbol = module.graph.symbol(identifier),
            case .choice(let choices)? = choice(symbol, in: module)
        else { return nil }
        let parts = expression.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1, let name = parts.last, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }),
            let index = module.graph.cases(of: symbol).firstIndex(where: { $0.caseName == name })
        else { return nil }
        switch choices[index] {
        case .text(let text): return text.swiftLiteral
        case .integer(let number): return "\(number)"
        }
    }

    /// The raw values of an enum, where they are text or whole numbers.
    private func choice(_ symbol: SymbolGraph.Symbol, in module: Module) -> TypeDescription.Shape? {
        guard symbol.kind.identifier == .enum, let raw = module.graph.rawType(of: symbol) else { return nil }
        let cases = module.graph.cases(of: symbol)
        guard !cases.isEmpty else { return nil }
        switch Self.standard[raw] {
        case .string:
            return .choice(cases.map { .text(module.files.rawValue(ofCaseAt: $0.place).text ?? $0.caseName) })
        case .integer:
            var next = 0
            return .choice(
                cases.map { symbol in
                    let value = module.files.rawValue(ofCaseAt: symbol.place).number ?? next
                    next = value + 1
                    return .integer(value)
                })
        default: return nil
        }
    }

    /// The standard library's types and GedisKit's.
    private static let standard: [String: Schema] = [
        "s:SS": .string(), "s:Ss": .string(), "s:SJ": .string(), "s:Sb": .boolean, "s:Sd": .number, "s:Sf": .number,
        "s:Si": .integer(), "s:s5Int64V": .integer(),
        "s:s4Int8V": .integer(minimum: Int(Int8.min), maximum: Int(Int8.max)),
        "s:s5Int16V": .integer(minimum: Int(Int16.min), maximum: Int(Int16.max)),
        "s:s5Int32V": .integer(minimum: Int(Int32.min), maximum: Int(Int32.max)),
        "s:Su": .integer(minimum: 0), "s:s6UInt64V": .integer(minimum: 0),
        "s:s5UInt8V": .integer(minimum: 0, maximum: Int(UInt8.max)),
        "s:s6UInt16V": .integer(minimum: 0, maximum: Int(UInt16.max)),
        "s:s6UInt32V": .integer(minimum: 0, maximum: Int(UInt32.max)),
    ]

    private static func foundation(_ identifier: String) -> Schema? {
        guard let match = identifier.wholeMatch(of: /s:(?:10Foundation|20FoundationEssentials)\d+([A-Za-z]+)V/) else {
            return nil
        }
        return switch match.1 {
        case "Date": .string(format: "date-time")
        case "UUID": .string(format: "uuid")
        case "URL": .string(format: "uri")
        case "Decimal": .string(format: "decimal")
        case "Data": .bytes
        default: nil
        }
    }
}

extension SourceGraph {
    /// The cases of an enum, in the order of the source.
    fileprivate func cases(of type: SymbolGraph.Symbol) -> [SymbolGraph.Symbol] {
        members(of: type).filter { $0.kind.identifier == .case }
    }

    /// The raw type of an enum, by the compiler's name for it.
    fileprivate func rawType(of type: SymbolGraph.Symbol) -> String? {
        guard conforms(type.identifier.precise, to: Known.rawRepresentable) else { return nil }
        return initializer(ofRaw: type).flatMap { Signature($0).parameters.first?.type.identifier }
    }
}

extension SymbolGraph.Symbol {
    /// An enum's case without the enum's name.
    fileprivate var caseName: String { names.title.split(separator: ".").last.map(String.init) ?? names.title }

    /// What a type alias stands for.
    fileprivate var aliased: [Fragment] {
        var rest = Array(fragments.drop { !$0.spelling.contains("=") })
        if let first = rest.first {
            rest[0].spelling = String(first.spelling.drop { $0 != "=" }.dropFirst())
        }
        return rest
    }

    /// Whether a property is stored, as far as its declaration says.
    var isStored: Bool { !declaration.contains("{ get") }

    /// A property's type.
    var propertyType: TypeReference {
        var type = Array(fragments.drop { $0.kind != .identifier }.dropFirst())
        if let colon = type.first?.spelling, colon.hasPrefix(":") { type[0].spelling.removeFirst() }
        if let accessors = type.firstIndex(where: { $0.spelling.contains("{") }) {
            type[accessors].spelling = String(type[accessors].spelling.prefix { $0 != "{" })
            type = Array(type[...accessors])
        }
        return TypeReference(type)
    }

    /// Why the declaration is deprecated, maybe empty; nil where it is not.
    var deprecation: String? {
        guard let item = availability?.first(where: { $0.isUnconditionallyDeprecated == true || $0.deprecated != nil })
        else { return nil }
        return [item.message, item.renamed.map { "use \($0)" }].compactMap { $0 }.joined(separator: "; ")
    }
}

extension Documentation {
    /// Summary and discussion.
    fileprivate var whole: String { [summary, discussion].filter { !$0.isEmpty }.joined(separator: "\n\n") }
}
