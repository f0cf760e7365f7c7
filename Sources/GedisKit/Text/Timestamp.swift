/// A moment of the UTC calendar, written as RFC 3339 has it: `2026-01-31T12:00:00Z`, with milliseconds where they are known.
package struct Timestamp: Hashable, Sendable {
    /// Seconds since 1970.
    package let seconds: Int
    /// The milliseconds after them, where they are known.
    package let milliseconds: Int?

    /// A moment in seconds since 1970.
    package init(seconds: Int, milliseconds: Int? = nil) {
        self.seconds = seconds
        self.milliseconds = milliseconds
    }

    /// The day alone, such as `2026-01-31`.
    package var date: String {
        // Days are counted from March on, so that a leap day is the last of its year; an era has 400 years.
        // Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
        let days = seconds.divided(by: 86_400).quotient + 719_468
        let (era, dayOfEra) = days.divided(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let year = era * 400 + yearOfEra + (month < 10 ? 0 : 1)
        return "\(padded(year, 4))-\(padded(month < 10 ? month + 3 : month - 9, 2))-\(padded(day, 2))"
    }
}

extension Timestamp: CustomStringConvertible {
    /// The day and the time.
    package var description: String {
        let second = seconds.divided(by: 86_400).remainder
        let time = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }.joined(separator: ":")
        return "\(date)T\(time)\(milliseconds.map { "." + padded($0, 3) } ?? "")Z"
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: Swift.max(0, width - digits.utf8.count)) + digits
}

extension Int {
    /// The division whose remainder is never negative.
    fileprivate func divided(by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
