package import GedisSettings

/// A key of a definition that two states of it have otherwise.
package struct DefinitionChange: Hashable, Sendable {
    /// How they differ.
    package enum Kind: String, Sendable {
        /// Only the later one has it.
        case added
        /// Only the earlier one has it.
        case removed
        /// Both have it, with other values.
        case changed
    }

    /// The key, such as `port`, `users.vito.commands`, or `users.vito` for one that was added or removed.
    package var key: String
    /// How they differ.
    package var kind: Kind
    /// What makes a server that runs take it over.
    package var activation: SettingInfo.Activation

    /// Describes a change.
    package init(_ key: String, _ kind: Kind = .changed, _ activation: SettingInfo.Activation) {
        self.key = key
        self.kind = kind
        self.activation = activation
    }
}

extension ServerDefinition {
    /// The keys that another definition says otherwise, in the order of new files.
    package func changes(to other: ServerDefinition) -> [DefinitionChange] {
        var changes = Self.schema.filter { !$0.isSame(self, other) }.map {
            DefinitionChange($0.info.name, .changed, $0.info.activation ?? .restart)
        }
        for group in Self.groups {
            let (old, new) = (group.names(self), group.names(other))
            for name in Set(old).union(new).sorted() {
                let fields = group.fields(name)
                guard old.contains(name), new.contains(name) else {
                    let needsRestart = fields.contains { $0.info.activation == .restart }
                    changes.append(
                        DefinitionChange(
                            "\(group.name).\(name)", new.contains(name) ? .added : .removed,
                            needsRestart ? .restart : .reload))
                    continue
                }
                changes += fields.filter { !$0.isSame(self, other) }.map {
                    DefinitionChange($0.info.name, .changed, $0.info.activation ?? .restart)
                }
            }
        }
        return changes
    }

    /// The keys that another definition says otherwise and a server that runs by this one takes over when it starts anew.
    public func keysThatNeedRestart(for other: ServerDefinition) -> [String] {
        changes(to: other).filter { $0.activation == .restart }.map(\.key)
    }
}

extension BackendDefinition {
    /// The keys that another definition says otherwise; `type` alone where it is another store.
    package func keysThatDiffer(from other: BackendDefinition) -> [String] {
        guard type == other.type else { return ["type"] }
        let keys = Set(settings.keys).union(other.settings.keys).union(secrets.keys).union(other.secrets.keys)
        return keys.filter { key in
            guard let one = secrets[key], let two = other.secrets[key] else {
                return settings[key] != other.settings[key] || (secrets[key] == nil) != (other.secrets[key] == nil)
            }
            return !one.isSame(as: two)
        }.sorted()
    }
}
