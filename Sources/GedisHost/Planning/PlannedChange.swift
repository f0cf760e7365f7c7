package import GedisConfig
package import GedisSettings

/// Something that the repo says otherwise than the server that runs has taken over.
package struct PlannedChange: Hashable, Sendable {
    /// What it is about.
    package enum Subject: String, Sendable {
        /// A key of the server's definition.
        case key
        /// The backend's definition.
        case backend
        /// Another definition, which says where a mounted server is.
        case definition
        /// A namespace's source.
        case namespace
    }

    /// What it is about.
    package var subject: Subject
    /// Which one: a key, a namespace's name, a definition's file.
    package var name: String
    /// How it differs.
    package var kind: DefinitionChange.Kind
    /// What makes the server take it over.
    package var activation: SettingInfo.Activation

    /// Describes a change.
    package init(
        _ subject: Subject, _ name: String, _ kind: DefinitionChange.Kind = .changed,
        _ activation: SettingInfo.Activation = .reload
    ) {
        self.subject = subject
        self.name = name
        self.kind = kind
        self.activation = activation
    }

    /// The change in a few words: `~ users.vito.commands`, `+ namespace calc`.
    package var text: String {
        let mark =
            switch kind {
            case .added: "+"
            case .removed: "-"
            case .changed: "~"
            }
        return subject == .key ? "\(mark) \(name)" : "\(mark) \(subject) \(name)"
    }
}
