import FoundationEssentials
package import GedisKit

/// What Foundation's types look like in arguments, records and replies, whichever namespace has them.
package enum FoundationTypes {
    /// Makes them known to GedisKit.
    package static func register() { _ = once }

    /// The form of a type; nil where it is none of them.
    package static func form<T>(of type: T.Type) -> LibraryType.Form? {
        let identifier = ObjectIdentifier(type)
        return all.first { $0.type == identifier }?.form
    }

    private static let all = [date, day, decimal, uuid, url, data]
    private static let once: Void = LibraryType.register(all)

    private static let date = LibraryType(
        Date.self, expectation: "a date and time such as 2026-01-31T12:00:00Z", format: "date-time",
        form: .text(
            allowsNumber: false,
            read: { text in
                (try? Date(text, strategy: .iso8601))
                    ?? (try? Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            },
            write: { value in (value as? Date).map(text) ?? "" }))

    /// A day of the calendar, which Swift has no type for and other languages have.
    private struct Day {
        let text: String

        init?(_ text: String) {
            guard text.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) != nil, !text.hasPrefix("0000"),
                let date = try? Date(text, strategy: .iso8601.year().month().day()),
                date.formatted(.iso8601.year().month().day()) == text
            else { return nil }
            self.text = text
        }
    }

    private static let day = LibraryType(
        Day.self, expectation: "a date such as 2026-01-31", format: "date",
        form: .text(allowsNumber: false, read: { Day($0) }, write: { ($0 as? Day)?.text ?? "" }))

    /// A date to the millisecond, which it shows where there is one.
    private static func text(_ date: Date) -> String {
        let milliseconds = Int((date.timeIntervalSince1970 * 1000).rounded())
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: !milliseconds.isMultiple(of: 1000))
        return Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(style)
    }

    private static let decimal = LibraryType(
        Decimal.self, expectation: "a decimal number", format: "decimal",
        form: .text(
            allowsNumber: true,
            read: { text in
                let isNumber = text.wholeMatch(of: /[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?/) != nil
                return isNumber ? Decimal(string: text) : nil
            },
            write: { value in (value as? Decimal)?.description ?? "" }))

    private static let uuid = LibraryType(
        UUID.self, expectation: "a UUID", format: "uuid",
        form: .text(
            allowsNumber: false, read: { UUID(uuidString: $0) }, write: { ($0 as? UUID)?.uuidString ?? "" }))

    private static let url = LibraryType(
        URL.self, expectation: "a URL", format: "uri",
        form: .text(
            allowsNumber: false,
            read: { text in URL(string: text).flatMap { $0.scheme == nil ? nil : $0 } },
            write: { ($0 as? URL)?.absoluteString ?? "" }))

    private static let data = LibraryType(
        Data.self, expectation: "bytes",
        form: .bytes(read: { Data($0) }, write: { ($0 as? Data).map { [UInt8]($0) } ?? [] }))
}
