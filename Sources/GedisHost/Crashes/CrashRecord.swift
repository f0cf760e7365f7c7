import FoundationEssentials
import Glibc

/// What is known of a crash: a line `time signal command…` of the crash file.
struct CrashRecord: Codable, Sendable {
    /// When, in seconds since 1970.
    var time: Int
    /// What ended the process; `exit` where it was no signal.
    var signal: Int32
    /// The command that ran, such as `calc.div`; several where it was one of them; or the namespace that was being loaded.
    var subjects: [String]

    /// The digest of the library that was being loaded.
    var library: String?

    /// Stands for the signal where the process called `exit`.
    static let exit: Int32 = 0

    /// What a crash while a namespace is loaded is recorded by.
    static func loading(_ namespace: String, digest: String) -> String { "\(namespace)@\(digest)" }

    /// The namespace to which that belongs; nil where there is none, or not one.
    var namespace: String? {
        let namespaces = Set(subjects.map { $0.prefix { $0 != "." } })
        return namespaces.count == 1 ? namespaces.first.map { String($0) } : nil
    }

    /// What happened, for people.
    var description: String {
        guard let first = subjects.first else { return "no known command was running" }
        if subjects.count > 1 { return "one of \(subjects.joined(separator: ", ")) was running" }
        return first.contains(".") ? "\(first) was running" : "namespace \(first) was being loaded"
    }

    /// Adds a line to a file, from a signal handler: nothing is allocated.
    ///
    /// - Parameters:
    ///   - signal: the signal
    ///   - file: the file
    ///   - subjects: names the command, or the commands
    static func write(signal: Int32, to file: Int32, subjects: ((String) -> Void) -> Void) {
        withUnsafeTemporaryAllocation(byteCount: 512, alignment: 1) { buffer in
            var count = 0
            func put(_ byte: UInt8) {
                guard count < buffer.count - 1 else { return }
                buffer[count] = byte
                count += 1
            }
            func put(_ number: Int) {
                var unit = 1
                while number / unit >= 10 { unit *= 10 }
                while unit > 0 {
                    put(UInt8(ascii: "0") + UInt8(number / unit % 10))
                    unit /= 10
                }
            }
            var now = timespec()
            clock_gettime(CLOCK_REALTIME, &now)
            put(now.tv_sec)
            put(UInt8(ascii: " "))
            put(Int(signal))
            subjects { subject in
                // A name that has no room is left out whole.
                guard count + subject.utf8.count + 2 < buffer.count else { return }
                put(UInt8(ascii: " "))
                for byte in subject.utf8 { put(byte) }
            }
            buffer[count] = UInt8(ascii: "\n")
            _ = Glibc.write(file, buffer.baseAddress, count + 1)
        }
    }

    /// Reads a crash file, and empties it.
    static func take(from path: String) -> [CrashRecord] {
        let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        if !text.isEmpty { truncate(path, 0) }
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard words.count >= 2, let time = Int(words[0]), let signal = Int32(words[1]) else { return nil }
            var record = CrashRecord(time: time, signal: signal, subjects: Set(words[2...]).sorted())
            if record.subjects.count == 1, let at = record.subjects[0].firstIndex(of: "@") {
                record.library = String(record.subjects[0][at...].dropFirst())
                record.subjects[0] = String(record.subjects[0][..<at])
            }
            return record
        }
    }
}
