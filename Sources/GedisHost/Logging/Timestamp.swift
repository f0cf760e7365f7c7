import Glibc

/// A moment, written as RFC 3339 has it, in UTC and to the millisecond.
struct Timestamp: CustomStringConvertible {
    private let seconds: Int
    private let milliseconds: Int

    /// This moment.
    static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
    }

    init(seconds: Int, milliseconds: Int = 0) {
        self.seconds = seconds
        self.milliseconds = milliseconds
    }

    var description: String {
        var parts = tm()
        var time = time_t(seconds)
        gmtime_r(&time, &parts)
        func digits(_ number: some BinaryInteger, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: Swift.max(0, count - text.utf8.count)) + text
        }
        let date = [digits(parts.tm_year + 1900, 4), digits(parts.tm_mon + 1, 2), digits(parts.tm_mday, 2)]
        let clock = [digits(parts.tm_hour, 2), digits(parts.tm_min, 2), digits(parts.tm_sec, 2)]
        return "\(date.joined(separator: "-"))T\(clock.joined(separator: ":")).\(digits(milliseconds, 3))Z"
    }
}
