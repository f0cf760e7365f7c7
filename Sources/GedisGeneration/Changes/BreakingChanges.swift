import GedisKit

/// What a namespace takes away from those who call it as it was.
package struct BreakingChanges: CustomStringConvertible {
    /// Each change, such as `calc.sum: parameter 'b' is gone`, in the order of the commands.
    package let lines: [String]

    /// Compares a namespace with the one that takes its place.
    package init(from old: ClientNamespace, to new: ClientNamespace) {
        lines = old.commands.flatMap { command -> [String] in
            let name = "\(old.name).\(command.name)"
            guard let other = new.commands.first(where: { $0.name.lowercased() == command.name.lowercased() }) else {
                return ["\(name) is gone"]
            }
            return Self.changes(from: command, to: other, old.types, new.types).map { "\(name): \($0)" }
        }
    }

    /// Whether there is none.
    package var isEmpty: Bool { lines.isEmpty }

    /// Each change in a line.
    package var description: String { lines.joined(separator: "\n") }

    private static func changes(
        from old: any DescribedCommand, to new: any DescribedCommand, _ oldTypes: [TypeDescription],
        _ newTypes: [TypeDescription]
    ) -> [String] {
        let fit = SchemaFit(older: .sender, sent: oldTypes, read: newTypes)
        var changes: [String] = []
        for (index, parameter) in old.parameters.enumerated() {
            guard index < new.parameters.count else {
                if !new.takesAnyArguments { changes.append("parameter '\(parameter.name)' is gone") }
                continue
            }
            if let change = change(from: parameter, to: new.parameters[index], fit) { changes.append(change) }
        }
        for parameter in new.parameters.dropFirst(old.parameters.count) where parameter.isRequired {
            changes.append("parameter '\(parameter.name)' is new and required")
        }
        if old.takesAnyArguments, !new.takesAnyArguments { changes.append("no further arguments are taken") }
        if let change = change(from: old.result, to: new.result, oldTypes, newTypes) { changes.append(change) }
        return changes
    }

    private static func change(from old: Parameter, to new: Parameter, _ fit: SchemaFit) -> String? {
        // Callers by name say it, those by place do not.
        if old.name != new.name { return "parameter '\(old.name)' is '\(new.name)' now" }
        if old.isVariadic, !new.isVariadic { return "parameter '\(old.name)' is taken once only" }
        if !old.isRequired, new.isRequired { return "parameter '\(old.name)' is required now" }
        // One that may be left out may be null too, which says the same.
        let (sent, read) = (old.schema.wrapped(unless: old.isRequired), new.schema.wrapped(unless: new.isRequired))
        return fit.misfit(of: sent, as: read).map { "parameter '\(old.name)'\($0)" }
    }

    private static func change(
        from old: Schema?, to new: Schema?, _ oldTypes: [TypeDescription], _ newTypes: [TypeDescription]
    ) -> String? {
        switch (old, new) {
        case (nil, nil): return nil
        case (let old?, let new?):
            return SchemaFit(older: .reader, sent: newTypes, read: oldTypes).misfit(of: new, as: old)
                .map { "the result\($0)" }
        case (nil, _): return "the result was OK, and is something else"
        case (_, nil): return "the result is OK now"
        }
    }
}

extension Schema {
    /// The type of a value, without what says that there may be none.
    fileprivate func wrapped(unless isRequired: Bool) -> Schema {
        if !isRequired, case .optional(let wrapped) = self { wrapped } else { self }
    }
}
