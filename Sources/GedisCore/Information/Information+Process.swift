import Glibc

// What the system knows of the process.

extension Information {
    var cpuLines: Lines {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> String {
            (Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000).decimals(6)
        }
        return [("used_cpu_sys", seconds(usage.ru_stime)), ("used_cpu_user", seconds(usage.ru_utime))]
    }

    var memoryLines: Lines {
        let bytes = Self.residentBytes
        return [
            ("used_memory", "\(bytes)"), ("used_memory_human", "\((Double(bytes) / 1_048_576).decimals(2))M"),
            ("used_memory_rss", "\(bytes)"), ("maxmemory", "0"), ("maxmemory_policy", "noeviction"),
        ]
    }

    /// How much memory the process has in use, by `/proc/self/statm`.
    private static var residentBytes: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var text = [CChar](repeating: 0, count: 128)
        guard fgets(&text, Int32(text.count), file) != nil else { return 0 }
        let fields = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            .split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}

extension Double {
    /// The number with so many digits behind the point.
    func decimals(_ count: Int) -> String {
        var power = 1.0
        for _ in 0..<count { power *= 10 }
        let scaled = Int((magnitude * power).rounded())
        let whole = scaled / Int(power)
        let rest = String(scaled % Int(power) + Int(power)).dropFirst()
        return (self < 0 ? "-" : "") + "\(whole)" + (count == 0 ? "" : ".\(rest)")
    }
}
