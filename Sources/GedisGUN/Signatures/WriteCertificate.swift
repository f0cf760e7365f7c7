/// What a user lets others write, as SEA's certificates say it.
struct WriteCertificate {
    private let content: JSON

    /// Reads a certificate; nil where it does not bear its owner's signature.
    init?(_ json: JSON?, of owner: PublicKey) {
        guard let json, let content = json["m"], content.members != nil, let signature = json["s"]?.string,
            owner.hasSigned(content, signature)
        else { return nil }
        self.content = content
    }

    /// Why somebody may not write a key; nil where they may. The texts are gun's own.
    func refusal(of writer: PublicKey, _ soul: String, _ key: String, _ state: Double) -> String? {
        if let end = content["e"]?.number, state > end { return "Certificate expired." }
        guard names(writer) else { return "Certificate verification fail." }
        // Who is blocked stands in the graph, where the owner may change it at any time.
        if content["wb"] != nil { return "Certificates with a list of who is blocked are not accepted here." }
        let path = soul.firstIndex(of: "/").map { String(soul[soul.index(after: $0)...]) } ?? ""
        let patterns: [JSON] =
            switch content["w"] {
            case .array(let patterns): patterns
            case .some(let pattern): [pattern]
            case nil: []
            }
        for pattern in patterns where allows(pattern, path, key) {
            if pattern["+"]?.string?.contains("*") == true, !path.isEmpty, !path.contains(writer.text),
                !key.contains(writer.text)
            {
                return "Path \"\(path)\" or key \"\(key)\" must contain string \"\(writer.text)\"."
            }
            return nil
        }
        return "Certificate verification fail."
    }

    private func names(_ writer: PublicKey) -> Bool {
        switch content["c"] {
        case .string(let name): name == writer.text || name.contains("*")
        case .array(let names): names.contains { $0.string == writer.text || $0.string == "*" }
        default: false
        }
    }

    private func allows(_ pattern: JSON, _ path: String, _ key: String) -> Bool {
        let (onPath, onKey) = (pattern["#"], pattern["."])
        if let onPath, matches(path, onPath), onKey == nil || onKey.map({ matches(key, $0) }) == true { return true }
        if onPath == nil, let onKey, matches(key, onKey) { return true }
        return matches(path.isEmpty ? key : path + "/" + key, onPath ?? pattern)
    }

    /// Whether a text fits a pattern as gun's own `String.match` has it.
    private func matches(_ text: String, _ pattern: JSON) -> Bool {
        if let exact = pattern.string { return ExactText(text) == ExactText(exact) }
        let (exact, prefix) = (pattern["="]?.string, pattern["*"]?.string)
        let (first, last) = (pattern[">"]?.string, pattern["<"]?.string)
        let begin = [exact, prefix, first, last].compactMap(\.self).first { !$0.isEmpty }
        if let begin, ExactText(text) == ExactText(begin) { return true }
        if exact != nil { return false }
        if let begin = [prefix, first].compactMap(\.self).first(where: { !$0.isEmpty }),
            text.utf8.starts(with: begin.utf8)
        {
            return true
        }
        if prefix != nil { return false }
        let isBehind = first.map { !text.utf16.lexicographicallyPrecedes($0.utf16) }
        let isBefore = last.map { !$0.utf16.lexicographicallyPrecedes(text.utf16) }
        if let isBehind, let isBefore { return isBehind && isBefore }
        return isBehind ?? isBefore ?? false
    }
}
