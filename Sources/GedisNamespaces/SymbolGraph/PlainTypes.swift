/// The types of a source file of whose coding nothing is the author's own: structs whose stored properties are all that
/// they have and are coded, and enums that are coded by a raw value.
struct PlainTypes {
    private struct Candidate {
        typealias Field = (name: String, type: TypeReference)

        var symbol: SymbolGraph.Symbol
        var fields: [Field]?
    }

    private let graph: SourceGraph
    /// By the compiler's name for them.
    private var candidates: [String: Candidate] = [:]

    /// Finds them.
    init(files: [SourceFile], graph: SourceGraph) {
        self.graph = graph
        guard !files.changesCoding else { return }
        for symbol in graph.symbols where symbol.isType { candidates[symbol.identifier.precise] = candidate(symbol) }
        // One that has a field of another type is none either, and so on.
        while let other = candidates.first(where: { !hasPlainFields($0.value) })?.key { candidates[other] = nil }
    }

    /// Those of these names, and those that their fields are of.
    func models(named names: Set<String>) -> [PlainTypeModel] {
        var models: [String: PlainTypeModel] = [:]
        var rest = candidates.filter { names.contains(name(of: $0.value)) }.map(\.key)
        while let identifier = rest.popLast() {
            guard let candidate = candidates[identifier], models[identifier] == nil else { continue }
            models[identifier] = PlainTypeModel(
                name: name(of: candidate),
                fields: candidate.fields?.map { name, type in
                    PlainTypeModel.Field(name: name, type: type.spelling(in: graph), isOptional: type.wrapped != nil)
                },
                isDecodable: graph.conforms(identifier, to: SourceGraph.Known.decodable),
                isEncodable: graph.conforms(identifier, to: SourceGraph.Known.encodable))
            rest += candidate.fields?.flatMap(\.type.identifiers) ?? []
        }
        return models.values.sorted { $0.name < $1.name }
    }

    private func name(of candidate: Candidate) -> String { candidate.symbol.pathComponents.joined(separator: ".") }

    /// Whether glue writes a type's values.
    func writes(_ identifier: String) -> Bool {
        candidates[identifier] != nil && graph.conforms(identifier, to: SourceGraph.Known.encodable)
    }

    private func candidate(_ symbol: SymbolGraph.Symbol) -> Candidate? {
        let protocols = graph.protocols(of: symbol.identifier.precise)
        // Other modules' protocols may come with ways of coding. The compiler's names for the standard library's are short.
        guard protocols.contains(SourceGraph.Known.decodable) || protocols.contains(SourceGraph.Known.encodable),
            protocols.allSatisfy({ $0.hasPrefix("s:S") || $0.hasPrefix("s:s") }), !symbol.isGeneric,
            graph.isolation(of: symbol) == nil
        else { return nil }
        let members = graph.members(of: symbol)
        guard members.allSatisfy({ !Self.own.contains($0.pathComponents.last ?? "") }) else { return nil }
        let isRaw = protocols.contains(SourceGraph.Known.rawRepresentable)
        switch symbol.kind.identifier {
        case .enum where isRaw: return Candidate(symbol: symbol, fields: nil)
        case .struct where !isRaw: return fields(members, of: symbol).map { Candidate(symbol: symbol, fields: $0) }
        default: return nil
        }
    }

    /// Members by which a type says itself how it is coded or replied.
    private static let own: Set<String> = ["CodingKeys", "init(from:)", "encode(to:)", "write(to:)"]

    /// A struct's stored properties; nil where they are not all that it has and is made of.
    private func fields(_ members: [SymbolGraph.Symbol], of type: SymbolGraph.Symbol) -> [Candidate.Field]? {
        let properties = members.filter { $0.kind.identifier == .property }
        guard properties.allSatisfy(\.isPlainProperty) else { return nil }
        let fields = properties.filter(\.isStored).map { (name: $0.names.title, type: $0.propertyType) }
        // The compiler's own initializer stands where the type does, and takes every property that can be set. It is not
        // seen where one of them is private.
        let isWhole = members.contains { member in
            member.kind.identifier == .`init` && member.place == type.place
                && Signature(member).parameters.map(\.label) == fields.map(\.name)
        }
        return isWhole ? fields : nil
    }

    private func hasPlainFields(_ candidate: Candidate) -> Bool {
        candidate.fields?.allSatisfy { isPlain($0.type) } ?? true
    }

    private func isPlain(_ type: TypeReference) -> Bool {
        if let wrapped = type.wrapped { return type.text.hasSuffix("?") && wrapped.wrapped == nil && isPlain(wrapped) }
        if let elements = type.elements {
            if elements.count == 2 {
                return elements[0].identifier == SourceGraph.Known.string && isPlain(elements[1])
            }
            // A list of bytes is text in JSON.
            let isList = type.text.hasPrefix("Set<") || elements[0].identifier != SourceGraph.Known.byte
            return isList && isPlain(elements[0])
        }
        guard let identifier = type.identifier else { return false }
        return Self.scalars.contains(identifier) || candidates[identifier] != nil
    }

    private static let scalars: Set<String> = [
        "s:SS", "s:Sb", "s:Sd", "s:Sf", "s:Si", "s:s4Int8V", "s:s5Int16V", "s:s5Int32V", "s:s5Int64V", "s:Su",
        "s:s5UInt8V", "s:s6UInt16V", "s:s6UInt32V", "s:s6UInt64V",
    ]
}

extension SymbolGraph.Symbol {
    /// Whether a property is coded as it is, if it is stored: nothing wraps it, or makes it later.
    fileprivate var isPlainProperty: Bool {
        !declaration.contains("@") && !["lazy", "weak", "unowned"].contains(where: has)
    }
}

extension [SourceFile] {
    /// Whether something in it may change how other types are coded, and the compiler's description does not show it.
    fileprivate var changesCoding: Bool {
        hasPrivateCodingKeys
            || contains { file in
                let words = SwiftTokens(file.bytes).tokens.map(\.text)
                return words.indices.contains { index in
                    index > 0 && words[index - 1] == "extension"
                        && ["Encodable", "Decodable", "Codable", "KeyedDecodingContainer", "KeyedEncodingContainer"]
                            .contains { words[index].hasSuffix($0) }
                }
            }
    }
}
