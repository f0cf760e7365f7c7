import CLinux
import GedisCore
import Logging
import Synchronization

/// Logs what namespaces print: an event a line, with the namespace where it is known.
enum PrintedLines {
    private static let printing = Mutex<Logger?>(nil)

    /// Logs what is printed from here on.
    static func log(to logger: Logger) {
        printing.withLock { $0 = logger }
        _ = linux_handle_output { bytes, count in
            guard let bytes else { return }
            PrintedLines.log(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        }
    }

    private static func log(_ bytes: UnsafeRawBufferPointer) {
        guard let logger = printing.withLock({ $0 }) else { return }
        let metadata: Logger.Metadata = namespace.map { ["namespace": "\($0)"] } ?? [:]
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            logger.info("\(String(decoding: line, as: UTF8.self))", metadata: metadata)
        }
    }

    /// The namespace whose code this thread runs; nil where that is not known.
    private static var namespace: String? {
        if let loading = CrashHandler.loading { return String(loading.prefix { $0 != "@" }) }
        var names: Set<Substring> = []
        RunningCommand.forEachName { names.insert($0.prefix { $0 != "." }) }
        return names.count == 1 ? names.first.map(String.init) : nil
    }
}
