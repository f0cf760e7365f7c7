import FoundationEssentials

/// The symbol graph of one source file: every declaration that is not private, as the compiler resolved it.
struct SourceGraph {
    /// Protocols and types that gedis asks about, by the compiler's name for them.
    enum Known {
        static let actor = "s:ScA"
        static let sendable = "s:s8SendableP"
        static let encodable = "s:SE"
        static let decodable = "s:Se"
        static let rawRepresentable = "s:SY"
        static let mainActor = "s:ScM"
        static let globalActor = "s:12_Concurrency11GlobalActorP"
        static let string = "s:SS"
        static let byte = "s:s5UInt8V"
        static let argument = "s:8GedisKit8ArgumentP"
        static let reply = "s:8GedisKit5ReplyP"
        static let request = "s:8GedisKit7RequestV"
        static let events = "s:8GedisKit6EventsV"
        static let context = "s:8GedisKit7ContextV"
        static let log = "s:8GedisKit3LogV"
        static let call = "s:8GedisKit4CallV"
        static let schedule = "s:8GedisKit8ScheduleV"
        static let backend = "s:8GedisKit7BackendP"
    }

    /// The declarations of the file, in no order.
    let symbols: [SymbolGraph.Symbol]
    private let byIdentifier: [String: SymbolGraph.Symbol]
    private let conformances: [String: Set<String>]
    private let origins: [String: String]
    private let typeNames: Set<String>

    /// Reads what the compiler wrote.
    ///
    /// - Parameters:
    ///   - json: what it wrote
    ///   - root: the folder that the names of files are from, where the compiler was given absolute ones
    /// - Throws: what decoding throws.
    init(json: Data, root: String? = nil) throws {
        var graph = try JSONDecoder().decode(SymbolGraph.self, from: json)
        if let root {
            for index in graph.symbols.indices { graph.symbols[index].name(from: root) }
        }
        byIdentifier = Dictionary(graph.symbols.map { ($0.identifier.precise, $0) }) { first, _ in first }
        symbols = byIdentifier.values.filter { $0.place != nil }
        var conformances: [String: Set<String>] = [:]
        var origins: [String: String] = [:]
        for relation in graph.relationships {
            if relation.kind == .conformsTo { conformances[relation.source, default: []].insert(relation.target) }
            if relation.kind == .memberOf { origins[relation.source] = relation.sourceOrigin?.identifier }
        }
        self.conformances = conformances
        self.origins = origins
        typeNames = Set(symbols.filter(\.isType).compactMap(\.pathComponents.last))
    }

    /// Whether the file declares the thing itself.
    func declares(_ identifier: String) -> Bool { byIdentifier[identifier]?.place != nil }

    /// A type's name with those of the types around it, such as `Calc.Mode`; nil for what other modules declare.
    func path(of identifier: String) -> String? {
        declares(identifier) ? byIdentifier[identifier]?.pathComponents.joined(separator: ".") : nil
    }

    /// Whether some type in the file has this name, so that a bare name could mean it.
    func declaresType(named name: String) -> Bool { typeNames.contains(name) }

    /// The declaration of a name, in this file or another module as far as it is known.
    func symbol(_ identifier: String) -> SymbolGraph.Symbol? { byIdentifier[identifier] }

    /// The initializer of an enum or struct from its raw value, which the compiler may have made.
    func initializer(ofRaw type: SymbolGraph.Symbol) -> SymbolGraph.Symbol? {
        byIdentifier.values.first { $0.pathComponents == type.pathComponents + ["init(rawValue:)"] }
    }

    /// Whether the declaration is a name for another type.
    func isAlias(_ identifier: String) -> Bool { byIdentifier[identifier]?.kind.identifier == .typealias }

    /// The protocols that a type of the file conforms to, said or implied.
    func protocols(of identifier: String) -> Set<String> { conformances[identifier] ?? [] }

    /// Whether a type of the file conforms to a protocol, said or implied.
    func conforms(_ identifier: String, to protocolIdentifier: String) -> Bool {
        protocols(of: identifier).contains(protocolIdentifier)
    }

    /// Whether a method is there because a protocol from elsewhere, such as `Hashable`, asks for it.
    func isWitness(_ symbol: SymbolGraph.Symbol) -> Bool {
        guard let origin = origins[symbol.identifier.precise] else { return false }
        return byIdentifier[origin] == nil
    }

    /// The symbols directly inside a type, in the order of the source.
    func members(of type: SymbolGraph.Symbol) -> [SymbolGraph.Symbol] {
        symbols.filter { $0.pathComponents.dropLast().elementsEqual(type.pathComponents) }
            .sorted { ($0.place ?? .start) < ($1.place ?? .start) }
    }
}

extension SourcePlace {
    static let start = SourcePlace(line: 1, column: 1)
}

extension SymbolGraph.Symbol {
    /// Names the file that it is in by its path from a folder.
    fileprivate mutating func name(from root: String) {
        guard let file = location?.uri.dropping(prefix: "file://\(root)/") else { return }
        location?.uri = String(file)
    }

    /// Where the name stands; nil for what the compiler made or other modules declare.
    var place: SourcePlace? {
        guard let location else { return nil }
        // The compiler writes the name that it was given, as it was given.
        let file = location.uri.dropping(prefix: "file://").map(String.init) ?? location.uri
        return SourcePlace(file: file, line: location.position.line + 1, column: location.position.character + 1)
    }

    /// The declaration's pieces.
    var fragments: [Fragment] { declarationFragments ?? [] }

    /// The declaration in one line.
    var declaration: String {
        fragments.map(\.spelling).joined().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Whether it is a type that can hold commands.
    var isType: Bool { [.struct, .enum, .class].contains(kind.identifier) }

    /// Whether it is an instance method or a static one.
    var isMethod: Bool { kind.identifier == .method || kind.identifier == .typeMethod }

    /// Whether one of the declaration's keywords or attributes is `word`.
    func has(_ word: String) -> Bool {
        fragments.prefix { $0.kind != .identifier }.contains { $0.spelling == word }
    }

    /// Whether it has type parameters, written out or as `some`.
    var isGeneric: Bool { swiftGenerics?.parameters?.isEmpty == false }

    /// The documentation.
    var documentation: Documentation { Documentation(lines: docComment?.lines.map(\.text) ?? []) }
}
