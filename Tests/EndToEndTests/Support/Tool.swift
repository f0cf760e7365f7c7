import Foundation
import Glibc
import Subprocess
import SystemPackage

/// The built tool, and the programs that it is tested with.
enum Tool {
    /// `GEDIS_TEST_TOOL`, or the gedis that was built into the folder of the tests.
    static let path: String = {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["GEDIS_TEST_TOOL"] { return path }
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: tests).deletingLastPathComponent().appending(path: "gedis").path
    }()

    /// A Python that has redis-py: `GEDIS_TEST_PYTHON`, or the one on the path.
    static let python = ProcessInfo.processInfo.environment["GEDIS_TEST_PYTHON"] ?? "python3"

    /// The cache of compiled code, the same for all tests, so that none compiles what another has compiled.
    static let cache: String = {
        var name = Array("/tmp/gedis-cache-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { return "/tmp/gedis-cache" }
        atexit { try? FileManager.default.removeItem(atPath: Tool.cache) }
        return String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()

    /// How a program is run: by its path, or by its name.
    static func executable(_ program: String) -> Executable {
        program.contains("/") ? .path(FilePath(program)) : .name(program)
    }
}

/// What a program printed, and how it ended.
struct Outcome: Sendable {
    var output: String
    var errors: String
    var code: Int32

    init(output: String?, errors: String?, status: TerminationStatus) {
        self.output = output ?? ""
        self.errors = errors ?? ""
        code = if case .exited(let code) = status { code } else { -1 }
    }
}
