import FoundationEssentials
import Glibc

/// What the kernel knows of a process.
enum ProcessUsage {
    /// The processor time that its threads took until now, in seconds.
    ///
    /// The scheduler counts it in nanoseconds, of a thread that runs at its next tick; `/proc/pid/stat` has it in
    /// steps of 10 ms. Source: the kernel's documentation, "Scheduler Statistics".
    static func cpu(of pid: pid_t) throws(BenchFailure) -> Double {
        let folder = "/proc/\(pid)/task"
        guard let threads = try? FileManager.default.contentsOfDirectory(atPath: folder), !threads.isEmpty else {
            throw BenchFailure("\(folder) cannot be read")
        }
        var nanoseconds = 0.0
        for thread in threads {
            // One that has ended since is counted no more.
            guard let counts = try? read("\(folder)/\(thread)/schedstat") else { continue }
            nanoseconds += counts.split(separator: " ").first.flatMap { Double($0) } ?? 0
        }
        guard nanoseconds > 0 else { throw BenchFailure("this kernel does not count the time of threads in \(folder)") }
        return nanoseconds / 1e9
    }

    /// The same of a process and of those that it started.
    static func cpu(ofTree pid: pid_t) throws(BenchFailure) -> Double {
        var seconds = try cpu(of: pid)
        // One that has ended since is counted no more.
        for child in children(of: pid) { seconds += (try? cpu(ofTree: child)) ?? 0 }
        return seconds
    }

    /// The processes that a process started and that have not ended. Source: proc(5), `/proc/pid/task/tid/children`.
    static func children(of pid: pid_t) -> [pid_t] {
        let folder = "/proc/\(pid)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.flatMap { thread in
            ((try? read("\(folder)/\(thread)/children")) ?? "").split(separator: " ").compactMap { pid_t($0) }
        }
    }

    /// The bytes of memory that it has in the machine's, files among them.
    static func residentMemory(of pid: pid_t) throws(BenchFailure) -> Int { try memory("Rss", of: pid) }

    /// The bytes of memory that are its own and no file's. Source: proc(5), `/proc/pid/smaps_rollup`.
    static func anonymousMemory(of pid: pid_t) throws(BenchFailure) -> Int { try memory("Anonymous", of: pid) }

    private static func memory(_ what: String, of pid: pid_t) throws(BenchFailure) -> Int {
        let line = try read("/proc/\(pid)/smaps_rollup").split(separator: "\n").first { $0.hasPrefix("\(what):") }
        guard let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw BenchFailure("/proc/\(pid)/smaps_rollup cannot be read")
        }
        return kilobytes * 1024
    }

    private static func read(_ path: String) throws(BenchFailure) -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw BenchFailure("\(path) cannot be read: \(error)")
        }
    }
}
