/// An enum whose raw values an error can list. Generated glue makes a namespace's enums conform.
public protocol Choices {
    /// The raw values, in the order of the source.
    static var gedisChoices: [String] { get }
}

extension RawRepresentable {
    /// What an error reply asks for where a raw value is none of this type's.
    @usableFromInline
    @inline(never)
    static var choicesExpectation: String {
        guard let choices = rawValues(of: Self.self) else { return "a raw value of \(Self.self)" }
        return "one of " + choices.joined(separator: ", ")
    }
}

/// The raw values of an enum that lists them.
func rawValues(of type: Any.Type) -> [String]? {
    if let type = type as? any Choices.Type { return type.gedisChoices }
    guard let type = type as? any (RawRepresentable & CaseIterable).Type else { return nil }
    func values<E: RawRepresentable & CaseIterable>(_ type: E.Type) -> [String] {
        type.allCases.map { "\($0.rawValue)" }
    }
    return values(type)
}
