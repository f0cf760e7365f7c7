import FoundationEssentials
import Glibc

/// What the kernel tells of a process.
enum ProcessFigures {
    /// Processor time in seconds, of all threads.
    struct CPU {
        var user: Double
        var system: Double

        static func - (later: CPU, earlier: CPU) -> CPU {
            CPU(user: later.user - earlier.user, system: later.system - earlier.system)
        }
    }

    /// The processor time it took until now, in the kernel's steps of 10 ms. Source: proc(5), `/proc/pid/stat`.
    static func cpu(of pid: pid_t) throws(Failure) -> CPU {
        // The second field is the program's name, in brackets, and may hold anything.
        let fields = try read("/proc/\(pid)/stat").split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            throw Failure("/proc/\(pid)/stat cannot be read")
        }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        return CPU(user: user / ticks, system: system / ticks)
    }

    /// The bytes of memory that are its own and no file's. Source: proc(5), `/proc/pid/smaps_rollup`.
    static func anonymousMemory(of pid: pid_t) throws(Failure) -> Int {
        let line = try read("/proc/\(pid)/smaps_rollup").split(separator: "\n").first { $0.hasPrefix("Anonymous:") }
        guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw Failure("/proc/\(pid)/smaps_rollup cannot be read")
        }
        return kilobytes * 1024
    }

    private static func read(_ path: String) throws(Failure) -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Failure("\(path) cannot be read: \(error)")
        }
    }
}
