/// A value that is never printed. One that is sealed is opened when it is needed, so that a definition can be read where
/// the key isn't.
public struct Secret: Sendable {
    private enum Content: Sendable {
        case plain(String)
        case sealed(String, FieldPlace)
    }

    private let content: Content

    /// A secret of this text; an empty one means that there is none.
    public init(_ text: String = "") { content = .plain(text) }

    /// A secret of a text that a file holds, which may be sealed.
    init(_ text: String, at place: FieldPlace) {
        content = place.secrets.isSealed(text) ? .sealed(text, place) : .plain(text)
    }

    /// Whether there is none.
    public var isEmpty: Bool {
        if case .plain("") = content { true } else { false }
    }

    /// Whether it is sealed where it is kept.
    public var isSealed: Bool {
        if case .sealed = content { true } else { false }
    }

    /// Whether the file says the same of both. Sealed anew, the same text is another.
    func isSame(as other: Secret) -> Bool {
        switch (content, other.content) {
        case (.plain(let one), .plain(let two)): one == two
        case (.sealed(let one, _), .sealed(let two, _)): one == two
        default: false
        }
    }

    /// The secret itself; empty where there is none.
    ///
    /// - Throws: `ConfigError` with its place in the config repo when it cannot be opened.
    public func open() throws(ConfigError) -> String {
        switch content {
        case .plain(let text): return text
        case .sealed(let text, let place):
            do throws(ConfigError) {
                return try place.secrets.open(text, for: place.secret)
            } catch {
                throw ConfigError(error.code, "\(place.description): \(error)")
            }
        }
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What stands for it in print.
    public var description: String { isEmpty ? "" : isSealed ? "(sealed)" : "(plain text)" }
    /// What stands for it in print.
    public var debugDescription: String { description }
    /// Nothing: `dump` doesn't show it either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
