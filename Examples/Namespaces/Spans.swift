import GedisKit

/// Spans of time as people write them: `90s`, `5m`, `1h30m`. Shows an argument of a type of one's own.
enum Spans {
    /// The sum of spans, in seconds.
    static func seconds(_ spans: Span...) -> Int { spans.reduce(0) { $0 + $1.seconds } }

    /// A number of seconds as people write it.
    static func text(_ seconds: UInt32) -> String {
        let parts = [(seconds / 3600, "h"), (seconds % 3600 / 60, "m"), (seconds % 60, "s")]
        let text = parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
        return text.isEmpty ? "0s" : text
    }
}

/// A span of time, made of what a client sends.
struct Span: Argument {
    var seconds = 0

    static var argumentExpectation: String { "a span of time such as 90s or 1h30m" }

    init?(argument: RawSpan) {
        guard let text = String(argument: argument) else { return nil }
        var number: Int?
        for character in text {
            if let digit = character.wholeNumberValue {
                guard let more = Self.sum(number ?? 0, 10, digit) else { return nil }
                number = more
                continue
            }
            let units: [Character: Int] = ["h": 3600, "m": 60, "s": 1]
            guard let unit = units[character], let count = number, let more = Self.sum(count, unit, seconds) else {
                return nil
            }
            (seconds, number) = (more, nil)
        }
        guard !text.isEmpty, number == nil else { return nil }
    }

    /// `value * factor + more`, or nil where that is too large.
    private static func sum(_ value: Int, _ factor: Int, _ more: Int) -> Int? {
        let (product, isTooLarge) = value.multipliedReportingOverflow(by: factor)
        let (sum, isSumTooLarge) = product.addingReportingOverflow(more)
        return isTooLarge || isSumTooLarge ? nil : sum
    }
}
