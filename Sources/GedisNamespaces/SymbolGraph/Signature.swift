/// A function's declaration taken apart: what the compiler's own list of parameters leaves out are the labels, the
/// default values and the effects.
struct Signature {
    /// One parameter.
    struct Parameter {
        /// What a call writes before the value.
        var label: String?
        /// The name inside the function.
        var name: String
        /// The type, with `...` where it is variadic.
        var type: TypeReference
        /// The source of the default value.
        var defaultValue: String?
    }

    let parameters: [Parameter]
    let result: TypeReference
    let isAsync: Bool
    let isThrowing: Bool

    /// Reads the declaration of a function or an initializer.
    init(_ symbol: SymbolGraph.Symbol) {
        let function = symbol.functionSignature
        result = TypeReference(function?.returns ?? [])
        let isVoid = result.isVoid

        var text = symbol.fragments.map(\.spelling).joined()[...]
        if !isVoid, let arrow = text.lastRange(of: " -> ") { text = text[..<arrow.lowerBound] }
        (isThrowing, text) = Self.removing(/\ (re)?throws(\([^()]*\))?$/, from: text)
        (isAsync, text) = Self.removing(/\ async$/, from: text)
        if text.hasSuffix(")") { text.removeLast() }

        let labels = symbol.names.title.drop { $0 != "(" }.dropFirst().dropLast().split(separator: ":")
        let defaults = Self.defaults(in: symbol.fragments, end: text.count)
        let pieces = function?.parameters?.map { $0.declarationFragments ?? [] } ?? []
        let names = Self.names(of: pieces)
        parameters = zip(labels, pieces).enumerated().map { index, pair in
            let (label, fragments) = pair
            let type = TypeReference(fragments.dropFirst().enumerated().map(Self.withoutColon))
            return Parameter(
                label: label == "_" ? nil : String(label), name: names[index], type: type,
                defaultValue: defaults.indices.contains(index) ? defaults[index] : nil)
        }
    }

    /// The parameters' names inside the function. One that has none gets one by its place, as people count.
    private static func names(of parameters: [[SymbolGraph.Symbol.Fragment]]) -> [String] {
        let given = parameters.map { $0.first.map { String($0.spelling.filter { $0 != "`" }) } ?? "_" }
        return given.enumerated().map { index, name in
            guard name == "_" else { return name }
            var name = "argument\(index + 1)"
            while given.contains(name) { name += "_" }
            return name
        }
    }

    private static func removing(_ pattern: some RegexComponent, from text: Substring) -> (Bool, Substring) {
        guard let match = text.firstMatch(of: pattern) else { return (false, text) }
        return (true, text[..<match.range.lowerBound])
    }

    private static func withoutColon(
        index: Int, fragment: SymbolGraph.Symbol.Fragment
    ) -> SymbolGraph.Symbol.Fragment {
        var fragment = fragment
        if index == 0, fragment.spelling.hasPrefix(":") { fragment.spelling.removeFirst() }
        return fragment
    }

    /// The text after `=` of each parameter; the list of parameters ends `end` characters into the declaration.
    private static func defaults(in fragments: [SymbolGraph.Symbol.Fragment], end: Int) -> [String?] {
        let text = Array(fragments.map(\.spelling).joined())
        var starts: [Int] = []
        var offset = 0
        for fragment in fragments {
            if fragment.kind == .externalParameter { starts.append(offset) }
            offset += fragment.spelling.count
        }
        return zip(starts, starts.dropFirst() + [end + 2]).map { start, next in
            let parameter = String(text[start..<max(start, min(next - 2, text.count))])
            return parameter.firstRange(of: " = ").map { String(parameter[$0.upperBound...]) }
        }
    }
}

extension TypeReference {
    /// Whether it is what a function returns that returns nothing.
    var isVoid: Bool { ["", "()", "Void", "Swift.Void"].contains(text) }
}

extension Substring {
    /// Where `other` stands last.
    func lastRange(of other: String) -> Range<Index>? { ranges(of: other).last }
}
