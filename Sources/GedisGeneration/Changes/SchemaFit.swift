import GedisKit

/// Whether what one side sends is what the other one reads.
struct SchemaFit {
    /// Which side is the older one.
    enum Older {
        /// A client sends arguments as they were to a server that takes them as they are.
        case sender
        /// A server sends replies as they are to a client that reads them as they were.
        case reader
    }

    let older: Older
    /// The types of the side that sends, and of the one that reads.
    let sent: [TypeDescription]
    let read: [TypeDescription]

    /// Compares what is sent with what is read.
    ///
    /// - Parameters:
    ///   - sender: the type of what is sent
    ///   - reader: the type of what is read
    ///   - path: where in the whole value it is, such as `.items[]`
    /// - Returns: where and why a value that is sent may not be one that is read; nil where each one is.
    func misfit(of sender: Schema, as reader: Schema, at path: String = "") -> String? {
        var seen: Set<[String]> = []
        return misfit(sender, reader, path, &seen)
    }

    private func misfit(_ sender: Schema, _ reader: Schema, _ path: String, _ seen: inout Set<[String]>) -> String? {
        switch (sender, reader) {
        case (_, .any): return nil
        case (.optional(let sender), .optional(let reader)), (let sender, .optional(let reader)):
            return misfit(sender, reader, path, &seen)
        case (.integer(let least, let most), .integer(let readLeast, let readMost)):
            let fits = (least ?? .min) >= (readLeast ?? .min) && (most ?? .max) <= (readMost ?? .max)
            return fits ? nil : different(sender, reader, path)
        case (.integer, .number), (.string, .string(nil)): return nil
        case (.list(let element, let isSet), .list(let readElement, let isReadAsSet)):
            return isReadAsSet && !isSet
                ? different(sender, reader, path) : misfit(element, readElement, path + "[]", &seen)
        case (.map(let element), .map(let readElement)): return misfit(element, readElement, path + ".*", &seen)
        case (.reference(let name), .reference(let readName)):
            // A type may hold itself.
            guard seen.insert([name, readName]).inserted else { return nil }
            return misfit(ofType: name, asType: readName, path, &seen)
        case (.reference(let name), .string(nil)):
            return choices(name, sent).allSatisfy(\.isText) && !choices(name, sent).isEmpty
                ? nil : different(sender, reader, path)
        default: return sender == reader ? nil : different(sender, reader, path)
        }
    }

    private func misfit(
        ofType name: String, asType readName: String, _ path: String, _ seen: inout Set<[String]>
    ) -> String? {
        switch (sent.first { $0.name == name }?.shape, read.first { $0.name == readName }?.shape) {
        case (.record(let fields), .record(let readFields)):
            return misfit(of: fields, as: readFields, path, &seen)
        case (.choice(let choices), .choice(let readChoices)):
            guard let other = choices.first(where: { !readChoices.contains($0) }) else { return nil }
            return older == .sender ? "\(path): '\(other)' is gone" : "\(path): '\(other)' is new"
        default: return different(.reference(name), .reference(readName), path)
        }
    }

    private func misfit(
        of fields: [TypeDescription.Field], as readFields: [TypeDescription.Field], _ path: String,
        _ seen: inout Set<[String]>
    ) -> String? {
        let (old, new) = older == .sender ? (fields, readFields) : (readFields, fields)
        if let gone = old.first(where: { field in !new.contains { $0.name == field.name } }) {
            return "\(path).\(gone.name) is gone"
        }
        for field in readFields {
            let place = "\(path).\(field.name)"
            guard let other = fields.first(where: { $0.name == field.name }) else {
                if field.isRequired { return "\(place) is new and required" }
                continue
            }
            if let misfit = misfit(other.schema, field.schema, place, &seen) { return misfit }
        }
        return nil
    }

    private func choices(_ name: String, _ types: [TypeDescription]) -> [TypeDescription.Choice] {
        [TypeDescription](types).choices(of: .reference(name)) ?? []
    }

    private func different(_ sender: Schema, _ reader: Schema, _ path: String) -> String {
        let sender = SchemaOutline(TypeCatalog.whole(sender, of: sent)).phrase
        let reader = SchemaOutline(TypeCatalog.whole(reader, of: read)).phrase
        let (old, new) = older == .sender ? (sender, reader) : (reader, sender)
        return "\(path) was \(old), and is \(new)"
    }
}

extension TypeDescription.Choice {
    fileprivate var isText: Bool { if case .text = self { true } else { false } }
}
